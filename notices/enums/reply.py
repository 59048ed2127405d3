"""Closed lists of what people say to the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReplyRoute(models.TextChoices):
    """How it came, and so how it is answered."""

    WEB = "web", _("누리집")
    EMAIL = "email", _("이메일")
    SMS = "sms", _("문자")


class ReplyState(models.TextChoices):
    RECEIVED = "received", _("접수")
    ASSIGNED = "assigned", _("담당 지정")
    ANSWERED = "answered", _("답변함")
    CLOSED = "closed", _("답변 없이 마침")


OPEN_REPLY_STATES = frozenset({ReplyState.RECEIVED, ReplyState.ASSIGNED})


class ReplyStep(models.TextChoices):
    """What was done with a reply, for its history."""

    RECEIVED = "received", _("들어옴")
    ASSIGNED = "assigned", _("담당 지정")
    EXTENDED = "extended", _("기한 연장")
    ANSWERED = "answered", _("답변")
    ADDED = "added", _("덧붙인 글")
    CLOSED = "closed", _("답변 없이 마침")
    REOPENED = "reopened", _("다시 열기")
    PUBLISHED = "published", _("공개")
    UNPUBLISHED = "unpublished", _("공개 취소")


class CloseReason(models.TextChoices):
    """Why nothing is answered."""

    DUPLICATE = "duplicate", _("같은 의견이 이미 있음")
    AUTOMATIC = "automatic", _("자동 응답")
    SPAM = "spam", _("광고나 장난")
    NO_ANSWER_ASKED = "no_answer_asked", _("답변을 바라지 않음")
    NO_CONTACT = "no_contact", _("답할 연락처가 없음")
    LIMITED = "limited", _("하루에 받는 수를 넘음")


STAFF_CLOSE_REASONS = [reason for reason in CloseReason if reason != CloseReason.LIMITED]
"""Those somebody chooses; the limit of a day is no judgement."""


class Refusal(models.TextChoices):
    """Why a file that came with an opinion was not taken."""

    KIND = "kind", _("받지 않는 형식")
    SIZE = "size", _("너무 큼")
    DAMAGED = "damaged", _("깨졌거나 암호가 걸려 있음")
    MACROS = "macros", _("매크로나 스크립트가 들어 있음")
    TOO_MANY = "too_many", _("한 번에 받는 수를 넘음")
