"""Ledgers of enrollment: who uses a service since when, and which households are enrolled."""

from django.db import models
from django.db.models import Q

from enrollment.enums import (
    IntakePlace,
)
from enrollment.models.application import Application
from enrollment.models.area import Dong
from enrollment.models.catalogue import Service
from enrollment.models.household import Household, Person


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
