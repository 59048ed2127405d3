"""Unusual ways in which applications came in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.area import Dong
from portal.common.models import TimeStamped


class Burst(TimeStamped):
    """Something unusual in how applications came in, for somebody to look at; `detail` holds numbers and ids.

    Found anew by every run as long as it holds; `settled_by` looked at it and wrote why it is right. What is
    settled is as the newest `BurstNote` says, and nobody's again once it is taken up anew."""

    class Kind(models.TextChoices):
        NIGHT = "night", _("밤에 많이 입력함")
        SAME_PHONE = "same_phone", _("같은 전화번호가 여러 세대에 있음")
        CLERK_PEAK = "clerk_peak", _("한 사람이 하루에 매우 많이 입력함")
        LEADER_PEAK = "leader_peak", _("한 통장이 하루에 매우 많이 받아 옴")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    day = models.DateField()
    dong = models.ForeignKey(Dong, null=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=60, help_text="What it is about, as a key: one finding a day each")
    applications = models.PositiveIntegerField()
    detail = models.JSONField(default=dict)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "-applications"]
        constraints = [models.UniqueConstraint(fields=["kind", "day", "what"], name="burst_once")]


class BurstNote(models.Model):
    """What somebody wrote of a finding; never changed (a trigger refuses), the newest holds."""

    class Step(models.TextChoices):
        SETTLED = "settled", _("확인함")
        CORRECTED = "corrected", _("내용을 고침")
        REOPENED = "reopened", _("다시 확인하기로 함")

    burst = models.ForeignKey(Burst, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=10, choices=Step.choices)
    note = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
