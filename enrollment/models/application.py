"""Applications as they were handed in."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    Channel,
    GuardianRelation,
    IntakePlace,
)
from enrollment.models.area import Dong, TongLeader
from enrollment.models.household import Household, Person
from portal.common.fields import EncryptedTextField


class ReceiptCounter(models.Model):
    """The running number of a year's receipts; its row lock keeps numbers gapless and unique."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Application(models.Model):
    """One application form (신청서), on paper or online, as it was accepted."""

    receipt_no = models.CharField(_("접수번호"), max_length=12)
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)
    place = models.CharField(_("접수처"), max_length=16, choices=IntakePlace.choices)
    dong = models.ForeignKey(
        Dong, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    collected_by = models.ForeignKey(
        TongLeader,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        db_index=False,
        db_constraint=False,
    )
    form_no = models.CharField(_("서식 번호"), max_length=20, blank=True)
    collected_on = models.DateField(_("접수일"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    entered_at = models.DateTimeField(_("입력일시"))
    status = models.CharField(max_length=8, choices=ApplicationStatus.choices)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="applications", db_constraint=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="applications", db_constraint=False
    )
    wanted_services = ArrayField(models.SlugField(max_length=30), default=list)
    wanted_topics = ArrayField(models.SlugField(max_length=30), default=list)
    wanted_channels = ArrayField(models.CharField(max_length=8, choices=Channel.wish_choices()), default=list)
    guardian_name = EncryptedTextField(null=True)
    guardian_phone = EncryptedTextField(null=True)
    guardian_relation = models.CharField(max_length=14, choices=GuardianRelation.choices, blank=True)
    guardian_confirmed_at = models.DateTimeField(null=True)
    guardian_token = models.CharField(
        max_length=24, null=True, help_text="Names the page on which the guardian confirms"
    )
    submission_key = models.UUIDField(
        null=True, unique=True, help_text="Names one filled-in page: sent twice, it is accepted once"
    )

    class Meta:
        verbose_name = _("신청")
        verbose_name_plural = _("신청")
        constraints = [
            models.CheckConstraint(
                condition=Q(method=ApplicationMethod.ONLINE, entered_by=None)
                | Q(method=ApplicationMethod.PAPER)
                | Q(method=ApplicationMethod.API, entered_by__isnull=False),
                name="application_online_has_no_clerk",
            ),
            models.CheckConstraint(
                condition=Q(guardian_name__isnull=True, guardian_phone__isnull=True)
                | Q(guardian_name__isnull=False, guardian_phone__isnull=False),
                name="application_guardian_paired",
            ),
            models.UniqueConstraint(fields=["receipt_no"], name="application_receipt_no_once"),
            models.UniqueConstraint(
                fields=["guardian_token"],
                condition=Q(guardian_token__isnull=False),
                name="application_guardian_token_once",
            ),
            models.UniqueConstraint(
                fields=["dong", "form_no"], condition=~Q(form_no=""), name="application_form_no_once"
            ),
        ]
        indexes = [
            models.Index(fields=["dong", "entered_at"], name="application_dong_entered"),
            models.Index(fields=["collected_on"], name="application_collected"),
            models.Index(
                fields=["collected_by"],
                condition=Q(collected_by__isnull=False),
                name="application_collected_by",
            ),
        ]

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"

    @property
    def waits_for_guardian(self) -> bool:
        """Whether a child applied and the guardian has not confirmed yet: nothing starts until then."""
        return bool(self.guardian_relation) and self.guardian_confirmed_at is None
