"""Paper forms drawn to be typed a second time by somebody else."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import DoubleEntryState
from enrollment.models.application import Application
from enrollment.models.area import Dong
from portal.common.fields import EncryptedTextField


class DoubleEntry(models.Model):
    """One form typed twice: drawn -> agreed, or differs -> resolved.

    `first` and `second` hold both typings, encrypted, and are erased with the end; `differences` are names of
    fields and stay for the figures, as does `second_right`, those in which the second typing was right.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="double_entry")
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=DoubleEntryState.choices, default=DoubleEntryState.DRAWN)
    drawn_at = models.DateTimeField()
    first = EncryptedTextField(null=True)
    second = EncryptedTextField(null=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(null=True)
    differences = ArrayField(models.CharField(max_length=30), default=list)
    second_right = ArrayField(models.CharField(max_length=30), default=list)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("이중 입력")
        verbose_name_plural = _("이중 입력")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=DoubleEntryState.DRAWN, entered_at=None, entered_by=None, second__isnull=True
                )
                | (~Q(state=DoubleEntryState.DRAWN) & Q(entered_at__isnull=False, entered_by__isnull=False)),
                name="double_entry_typed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DoubleEntryState.DRAWN, DoubleEntryState.DIFFERS], first__isnull=False)
                | Q(
                    state__in=[DoubleEntryState.AGREED, DoubleEntryState.RESOLVED],
                    first__isnull=True,
                    second__isnull=True,
                ),
                name="double_entry_erased_with_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state=DoubleEntryState.RESOLVED, resolved_at__isnull=False)
                | (~Q(state=DoubleEntryState.RESOLVED) & Q(resolved_at=None, resolved_by=None)),
                name="double_entry_resolved_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["dong", "state", "drawn_at"], name="double_entry_queue")]

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"
