"""If so many doors were knocked on every day: when the target would be reached."""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

FARTHEST = timedelta(days=3653)
"""As far as the projection of the pace: nobody believes a plan of more than ten years."""


class VisitDays(models.TextChoices):
    EVERY = "every", _("매일")
    WORKING = "working", _("근무일만")


@dataclass(frozen=True, slots=True)
class Plan:
    """Doors on every day of visits, the share of them that enrolls in percent, and the households a day that
    come in without a visit."""

    doors: int
    enrolling_percent: Decimal
    others_per_day: Decimal
    visit_days: VisitDays

    @property
    def per_visit_day(self) -> Fraction:
        """Households a day of visits brings."""
        return Fraction(self.doors) * Fraction(self.enrolling_percent) / 100


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a plan sets out: `missing` of the target's households after `day`, and its due day.

    `doors_left` are the households that have not enrolled yet. `holidays` are the public ones from `day` on.
    """

    day: date
    due_on: date
    missing: int
    doors_left: int
    holidays: Collection[date]

    @property
    def days_left(self) -> int:
        return max(0, (self.due_on - self.day).days)

    def is_visited(self, day: date, visit_days: VisitDays) -> bool:
        return visit_days == VisitDays.EVERY or (day.weekday() < 5 and day not in self.holidays)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a plan. `reached_on` is None when that takes more than ten years, and the day itself
    where nothing is missing; `visit_days` are those up to it."""

    plan: Plan
    ground: Ground
    reached_on: date | None
    visit_days: int

    @property
    def is_in_time(self) -> bool:
        return self.reached_on is not None and self.reached_on <= self.ground.due_on

    @property
    def days_late(self) -> int | None:
        """Days after the due day; below zero before it."""
        return (self.reached_on - self.ground.due_on).days if self.reached_on else None

    @property
    def doors_in_all(self) -> int:
        return self.visit_days * self.plan.doors

    @property
    def needs_more_doors_than_there_are(self) -> bool:
        """Whether some door would have to be knocked on twice."""
        return self.reached_on is not None and self.doors_in_all > self.ground.doors_left


def outcome(plan: Plan, ground: Ground) -> Outcome:
    """Day by day from the one after `ground.day`, until what is missing has come."""
    missing, visits, day = Fraction(ground.missing), 0, ground.day
    others = Fraction(plan.others_per_day)
    if missing > 0 and plan.per_visit_day + others <= 0:
        return Outcome(plan, ground, None, 0)
    while missing > 0:
        day += timedelta(days=1)
        if day - ground.day > FARTHEST:
            return Outcome(plan, ground, None, visits)
        missing -= others
        if ground.is_visited(day, plan.visit_days):
            visits += 1
            missing -= plan.per_visit_day
    return Outcome(plan, ground, day, visits)


def doors_needed(plan: Plan, ground: Ground) -> int | None:
    """Doors a day of visits with which the target is reached by its due day; None when none would do."""
    missing = Fraction(ground.missing) - Fraction(plan.others_per_day) * ground.days_left
    if missing <= 0:
        return 0
    days = (ground.day + timedelta(days=number + 1) for number in range(ground.days_left))
    visits = sum(ground.is_visited(day, plan.visit_days) for day in days)
    per_door = Fraction(plan.enrolling_percent) / 100
    return math.ceil(missing / (visits * per_door)) if visits and per_door else None


def beside(plan: Plan, ground: Ground, needed: int | None) -> list[Outcome]:
    """The plan among others with fewer and more doors, and the one just in time; fewest doors first."""
    numbers = {max(1, round(plan.doors * Fraction(step, 4))) for step in (2, 3, 4, 6, 8)} | {plan.doors}
    numbers |= {needed} if needed else set()
    return [outcome(replace(plan, doors=doors), ground) for doors in sorted(numbers)]
