"""Applications somebody said they never made."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ConsentPurpose, ReversalSource
from enrollment.models.application import Application


class Reversal(models.Model):
    """One application taken back as if it had never been made, and whether a clerk has looked into it.

    Holds no personal data: `periods`, `consents` and `contacts` count and name what was taken back.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="reversal")
    source = models.CharField(_("알린 곳"), max_length=8, choices=ReversalSource.choices)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    reversed_at = models.DateTimeField(_("취소일시"))
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    periods = models.PositiveSmallIntegerField(default=0)
    consents = ArrayField(models.CharField(max_length=12, choices=ConsentPurpose.choices), default=list)
    contacts = models.PositiveSmallIntegerField(default=0)
    looked_into_at = models.DateTimeField(_("확인일시"), null=True)
    looked_into_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("신청 취소")
        verbose_name_plural = _("신청 취소")
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_into_at=None, looked_into_by=None)
                | Q(looked_into_at__isnull=False, looked_into_by__isnull=False),
                name="reversal_looked_into_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[ReversalSource.LINK, ReversalSource.GUARDIAN])
                | Q(reversed_by__isnull=False),
                name="reversal_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(looked_into_at=None), name="reversal_waiting")]

    @property
    def area_path(self) -> str:
        return self.application.area_path
