"""Closed lists of notices that go from hand to hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Receiver(models.TextChoices):
    """Who took a notice in the place of the person (civil defence act, article 24(2): the head of the
    household or an adult of the family)."""

    HEAD = "head", _("세대주")
    SPOUSE = "spouse", _("배우자")
    PARENT = "parent", _("부모")
    CHILD = "child", _("성년 자녀")
    SIBLING = "sibling", _("형제자매")
    OTHER = "other", _("그 밖의 성년 가족")


class UnservedReason(models.TextChoices):
    """Why a notice could not be handed over at all."""

    MOVED = "moved", _("이사하여 새 주소를 모름")
    NOT_THERE = "not_there", _("그 주소에 살지 않음")
    NOBODY_HOME = "nobody_home", _("여러 번 찾아갔으나 아무도 없음")
    DECLINED = "declined", _("받지 않겠다고 함")
    EVENT_OVER = "event_over", _("행사일이 지남")


class Sheet(models.TextChoices):
    """What the desk prints for whoever carries notices from door to door."""

    LIST = "list", _("전달 목록")
    NOTICES = "notices", _("통지서")
    SLIPS = "slips", _("수령증")
    NEW = "new", _("새 통지서와 수령증")


TAKEN_BACK = "taken_back"
"""In the evidence beside results: the one before was written down by mistake."""
