"""Numbered paper forms handed to a tong leader, and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import IntakeFormState, IntakePlace
from enrollment.models.application import Application
from enrollment.models.area import Dong, TongLeader


class IntakeBatch(models.Model):
    """Forms issued together to one tong leader. Open until every form is entered, rejected or missing."""

    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="intake_batches")
    leader = models.ForeignKey(TongLeader, on_delete=models.PROTECT, related_name="intake_batches")
    place = models.CharField(_("접수처"), max_length=16, choices=IntakePlace.choices)
    issued_on = models.DateField(_("발급일"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("마감일시"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reopen_reason = models.CharField(_("다시 연 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("신청서 묶음")
        verbose_name_plural = _("신청서 묶음")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="intake_batch_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopen_reason="", reopened_by=None)
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_reason="")),
                name="intake_batch_reopened_with_reason",
            ),
            models.CheckConstraint(condition=~Q(place=IntakePlace.ONLINE), name="intake_batch_is_paper"),
        ]
        indexes = [models.Index(fields=["dong", "-issued_on"], name="intake_batch_dong")]

    def __str__(self) -> str:
        return str(_("%(number)s번 묶음") % {"number": self.pk})

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class IntakeForm(models.Model):
    """One numbered form of a batch: issued -> returned -> entered, rejected or missing."""

    batch = models.ForeignKey(IntakeBatch, on_delete=models.PROTECT, related_name="forms")
    dong = models.ForeignKey(
        Dong, on_delete=models.PROTECT, related_name="+", help_text="Of the batch: numbers are unique in it"
    )
    form_no = models.CharField(_("서식 번호"), max_length=20)
    state = models.CharField(max_length=8, choices=IntakeFormState.choices, default=IntakeFormState.ISSUED)
    returned_on = models.DateField(_("인수일"), null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    application = models.OneToOneField(
        Application, null=True, on_delete=models.PROTECT, related_name="intake_form"
    )
    disputed_at = models.DateTimeField(
        null=True, help_text="When somebody said they never applied with this form"
    )

    class Meta:
        ordering = ["batch_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dong", "form_no"], name="intake_form_no_once"),
            models.CheckConstraint(condition=~Q(form_no=""), name="intake_form_numbered"),
            models.CheckConstraint(
                condition=Q(returned_on=None, received_by=None)
                | Q(returned_on__isnull=False, received_by__isnull=False),
                name="intake_form_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=IntakeFormState.ISSUED, returned_on=None, application=None, reason="")
                | Q(state=IntakeFormState.RETURNED, returned_on__isnull=False, application=None, reason="")
                | Q(
                    state=IntakeFormState.ENTERED,
                    returned_on__isnull=False,
                    application__isnull=False,
                    reason="",
                )
                | (
                    Q(state=IntakeFormState.REJECTED, returned_on__isnull=False, application=None)
                    & ~Q(reason="")
                )
                | (Q(state=IntakeFormState.MISSING, application=None) & ~Q(reason="")),
                name="intake_form_state",
            ),
            models.CheckConstraint(
                condition=Q(disputed_at=None)
                | Q(state__in=[IntakeFormState.ENTERED, IntakeFormState.REJECTED]),
                name="intake_form_disputed_once_typed",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="intake_form_state"),
            models.Index(
                fields=["dong", "returned_on"],
                condition=Q(state=IntakeFormState.RETURNED),
                name="intake_form_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.form_no
