"""One household once: applications that wait for a decision, and the ledger of merges."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ApplicationMethod, RejectReason, ReviewState
from enrollment.models.application import Application
from enrollment.models.area import Dong
from enrollment.models.household import Household, Person
from portal.common.fields import EncryptedTextField


class WaitingApplication(models.Model):
    """An application nobody can place for sure: received and numbered, not counted until decided.

    `payload` is the form and its intake, encrypted; it is erased with the decision.
    """

    receipt_no = models.CharField(_("접수번호"), max_length=12, unique=True)
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)
    form_no = models.CharField(_("서식 번호"), max_length=20, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("입력일시"))
    submission_key = models.UUIDField(null=True, unique=True)
    payload = EncryptedTextField(null=True)
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    candidates = ArrayField(models.BigIntegerField(), default=list, help_text="Households it may belong to")
    state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, help_text="When the dong centre was reminded of it")
    reject_reason = models.CharField(max_length=12, choices=RejectReason.choices, blank=True)
    application = models.OneToOneField(
        Application, null=True, on_delete=models.PROTECT, related_name="waited_as"
    )

    class Meta:
        verbose_name = _("확인 중인 신청")
        verbose_name_plural = _("확인 중인 신청")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReviewState.WAITING, decided_at=None, payload__isnull=False)
                | (~Q(state=ReviewState.WAITING) & Q(decided_at__isnull=False, payload__isnull=True)),
                name="waiting_until_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.REJECTED) & ~Q(reject_reason="")
                | ~Q(state=ReviewState.REJECTED) & Q(reject_reason=""),
                name="waiting_rejected_with_reason",
            ),
            models.UniqueConstraint(
                fields=["dong", "form_no"],
                condition=Q(state=ReviewState.WAITING) & ~Q(form_no=""),
                name="waiting_form_no_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dong", "entered_at"], condition=Q(state=ReviewState.WAITING), name="waiting_queue"
            )
        ]

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"


class Merge(models.Model):
    """One joining of two records that turned out to be one, and when it was taken back.

    `carried` holds ids and codes of what the joining changed, so that taking it back restores exactly that.
    """

    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    split_at = models.DateTimeField(null=True)
    split_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    carried = models.JSONField(default=dict)

    class Meta:
        abstract = True


class HouseholdMerge(Merge):
    """`absorbed` was found to be `kept`. Its spells of enrollment are void while the merge stands."""

    kept = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="absorptions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(split_at=None), name="household_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="household_merge_of_two"),
        ]


class PersonMerge(Merge):
    """`absorbed` was found to be `kept`, alone or as part of a merge of their households."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absorptions")
    household_merge = models.ForeignKey(
        HouseholdMerge, null=True, on_delete=models.PROTECT, related_name="person_merges"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(split_at=None), name="person_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="person_merge_of_two"),
        ]
