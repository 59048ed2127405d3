"""Monthly reports, and who gets them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import District
from portal.common.models import TimeStamped


class Report(models.Model):
    """A monthly report: exactly the figures of the moment it was made, under an address that keeps them.

    `figures` is everything that is printed, in each language of the portal, as JSON; `figures_hash` its
    SHA-256. One of each month is made by schedule (`made_by` is None). Append-only: a database trigger
    refuses update and delete.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("달 (첫날)"))
    as_of = models.DateField(_("기준일"))
    figures = models.JSONField()
    figures_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "-made_at", "-id"]
        verbose_name = _("월간 보고")
        verbose_name_plural = _("월간 보고")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month"], condition=Q(made_by=None), name="report_by_schedule_once"
            )
        ]


class ReportReader(TimeStamped):
    """Somebody who gets the monthly report by email: a user of the portal with the right to see it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on_day = models.PositiveSmallIntegerField(_("매달 보내는 날"), default=1)
    last_sent = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("보고 받는 사람")
        verbose_name_plural = _("보고 받는 사람")
        constraints = [
            models.CheckConstraint(condition=Q(on_day__gte=1, on_day__lte=28), name="report_day_of_any_month")
        ]
