"""The ledger of changes a person asked for or an office learned of after enrolling."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ApplicationMethod, ChangeKind, ConsentPurpose, EndReason
from enrollment.models.household import Household, Person


class Change(models.Model):
    """One change to one household or person, with the receipt its asker keeps. Append-only, no personal data.

    `effective_on` is the day it holds from; `recorded_at` the moment it was written. `person` is None when it
    concerns the whole household. `form_no` names the paper it rests on; online the session stands in
    `evidence`.
    """

    receipt_no = models.CharField(_("접수번호"), max_length=12, unique=True)
    kind = models.CharField(_("종류"), max_length=14, choices=ChangeKind.choices)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="changes")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="changes")
    reason = models.CharField(_("사유"), max_length=12, choices=EndReason.choices, blank=True)
    purpose = models.CharField(_("동의 항목"), max_length=12, choices=ConsentPurpose.choices, blank=True)
    effective_on = models.DateField(_("적용일"))
    method = models.CharField(_("방법"), max_length=6, choices=ApplicationMethod.choices)
    form_no = models.CharField(_("서식 번호"), max_length=20, blank=True)
    note = models.CharField(_("확인한 것"), max_length=200, blank=True)
    evidence = models.JSONField(default=dict, help_text="Codes and ids only")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("변경·철회")
        verbose_name_plural = _("변경·철회")
        constraints = [
            models.CheckConstraint(
                condition=~Q(method=ApplicationMethod.PAPER) | Q(recorded_by__isnull=False),
                name="change_on_paper_has_clerk",
            )
        ]
        indexes = [
            models.Index(fields=["household", "-id"], name="change_household"),
            models.Index(fields=["person", "-id"], name="change_person"),
        ]

    @property
    def area_path(self) -> str:
        return self.household.area_path
