"""Applications as they were handed in, and the catalogues the application form offers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    Channel,
    ConsentPurpose,
    GuardianRelation,
    IntakePlace,
)
from enrollment.models.area import Dong, TongLeader
from enrollment.models.household import Household, Person
from portal.common.fields import EncryptedTextField


class CatalogueEntry(models.Model):
    """An entry the form offers, in both languages."""

    code = models.SlugField(_("코드"), max_length=30, unique=True)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("영어 이름"), max_length=60)
    description = models.CharField(_("설명"), max_length=200, blank=True)
    description_en = models.CharField(_("영어 설명"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)
    is_open = models.BooleanField(_("신청 받음"), default=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def display_description(self) -> str:
        return self.description_en if get_language() == "en" else self.description


class Service(CatalogueEntry):
    """A wanted service (희망 서비스) of the paper form, with the consent it needs."""

    consent_purpose = models.CharField(_("필요한 동의"), max_length=12, choices=ConsentPurpose.choices)

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("희망 서비스")
        verbose_name_plural = _("희망 서비스")


class Topic(CatalogueEntry):
    """An interest topic (관심분야) of the paper form."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("관심분야")
        verbose_name_plural = _("관심분야")


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


class EnrollmentPeriod(models.Model):
    """Ledger: a person uses a service from `starts_on` until the day before `ends_on`.

    Its keys are checked once a statement: `portal.common.set_keys`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="periods", db_constraint=False)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="periods", db_constraint=False, db_index=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=12, blank=True)
    source = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="periods", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"], condition=Q(ends_on=None), name="period_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_reason="")
                | (Q(ends_on__gte=models.F("starts_on")) & ~Q(ended_reason="")),
                name="period_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on"], name="period_starts"),
            models.Index(fields=["ends_on"], condition=Q(ends_on__isnull=False), name="period_ends"),
        ]


class StandingPeriods(models.Manager):
    """Spells that count; those a merge made void are left out of every figure, past days included."""

    def get_queryset(self):
        return super().get_queryset().filter(voided_by=None)


class HouseholdPeriod(models.Model):
    """Ledger behind the rate: a household is enrolled, in a dong, from a day until another.

    Derived from EnrollmentPeriod in the same transaction (`domain.household.sync_period`), so that a
    household counts once however many members enroll, and a move keeps the past where it was. A merge of
    two households voids their spells and writes the spells of the one household they are; a split undoes it.
    """

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="enrolled_periods", db_constraint=False
    )
    dong = models.ForeignKey(
        Dong, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    place = models.CharField(max_length=16, choices=IntakePlace.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=12, blank=True)
    voided_by = models.ForeignKey(
        "HouseholdMerge", null=True, on_delete=models.PROTECT, related_name="voided_periods", db_index=False
    )
    made_by = models.ForeignKey(
        "HouseholdMerge", null=True, on_delete=models.PROTECT, related_name="made_periods", db_index=False
    )

    objects = StandingPeriods()
    with_voided = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on=None, voided_by=None),
                name="household_period_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_reason="")
                | (Q(ends_on__gte=models.F("starts_on")) & ~Q(ended_reason="")),
                name="household_period_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on", "ends_on", "dong", "place"], name="household_period_rate"),
            models.Index(
                fields=["ends_on"], condition=Q(ends_on__isnull=False), name="household_period_ends"
            ),
            models.Index(
                fields=["voided_by"], condition=Q(voided_by__isnull=False), name="household_period_voided"
            ),
            models.Index(
                fields=["made_by"], condition=Q(made_by__isnull=False), name="household_period_made"
            ),
        ]
