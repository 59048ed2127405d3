"""Closed lists of polls."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PollKind(models.TextChoices):
    SATISFACTION_SURVEY = "satisfaction_survey", _("만족도 조사")
    OPINION_POLL = "opinion_poll", _("여론조사")


class PollState(models.TextChoices):
    """Where a poll stands. Only a draft can be changed; an approved one opens and closes by its dates."""

    DRAFT = "draft", _("기안 중")
    IN_REVIEW = "in_review", _("결재 대기")
    APPROVED = "approved", _("승인됨")
    OPEN = "open", _("답변 받는 중")
    CLOSED = "closed", _("마감")
    CANCELLED = "cancelled", _("취소됨")


OVER = frozenset({PollState.CLOSED, PollState.CANCELLED})
"""It takes no more answers, and nobody is asked about it."""


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("하나 고르기")
    MULTIPLE = "multiple", _("여러 개 고르기")
    SCALE = "scale", _("점수로 답하기")
    RANKING = "ranking", _("순위 매기기")
    TEXT = "text", _("짧은 글")


class Route(models.TextChoices):
    """How an answer came: the only thing an anonymous ballot says of its way, besides its group.

    `INVITED` is said where too few could answer, or did, by one of the ways an invitation goes.
    """

    EMAIL = "email", _("이메일")
    SMS = "sms", _("문자")
    ALIMTALK = "alimtalk", _("알림톡")
    INVITED = "invited", _("보낸 안내")
    QR = "qr", _("QR 안내문")
    WEB = "web", _("누리집")


INVITED_ROUTES = frozenset({Route.EMAIL, Route.SMS, Route.ALIMTALK, Route.INVITED})
"""Answers to an invitation: they alone are in the response rate. The others are told apart."""


class AgeBand(models.TextChoices):
    """By year of birth, as audiences count ages: the day itself is encrypted."""

    UNDER_20 = "u20", _("10대 이하")
    TWENTIES = "20s", _("20대")
    THIRTIES = "30s", _("30대")
    FORTIES = "40s", _("40대")
    FIFTIES = "50s", _("50대")
    SIXTIES = "60s", _("60대")
    FROM_70 = "70s", _("70대 이상")

    @classmethod
    def at_age(cls, age: int) -> "AgeBand":
        """The band of somebody who becomes `age` this year."""
        return list(cls)[min(max(age // 10 - 1, 0), len(cls) - 1)]


class SampleUnit(models.TextChoices):
    """What is drawn: of a household the one who is the head, or else the oldest, is asked."""

    HOUSEHOLD = "household", _("세대")
    PERSON = "person", _("사람")
