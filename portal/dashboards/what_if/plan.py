"""If so many doors were knocked on every day: when the target would be reached."""

import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

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

    `doors_left` are the households that have not enrolled yet; `visits` are counted by `visits_after`.
    """

    day: date
    due_on: date
    missing: int
    doors_left: int
    visits: Sequence[int]

    @property
    def days_left(self) -> int:
        return max(0, (self.due_on - self.day).days)


def visits_after(day: date, due_on: date, visit_days: VisitDays, holidays: Collection[date]) -> Sequence[int]:
    """Days of visits among the first n days after `day`, for every n as far as a plan goes."""
    days = max(FARTHEST.days, (due_on - day).days)
    if visit_days == VisitDays.EVERY:
        return range(days + 1)
    closed = {(holiday - day).days for holiday in holidays}
    weekday = day.weekday()
    open_days = ((weekday + number) % 7 < 5 and number not in closed for number in range(1, days + 1))
    return list(accumulate(open_days, initial=0))


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
    """The first number of days after `ground.day` in which what is missing has come."""
    others, per_visit_day = Fraction(plan.others_per_day), plan.per_visit_day

    def come(days: int) -> Fraction:
        return days * others + ground.visits[days] * per_visit_day

    days = bisect_left(range(FARTHEST.days + 1), ground.missing, key=come)
    if days > FARTHEST.days:
        return Outcome(plan, ground, None, 0)
    return Outcome(plan, ground, ground.day + timedelta(days=days), ground.visits[days])


def doors_needed(plan: Plan, ground: Ground) -> int | None:
    """Doors a day of visits with which the target is reached by its due day; None when none would do."""
    missing = ground.missing - Fraction(plan.others_per_day) * ground.days_left
    if missing <= 0:
        return 0
    per_door_a_day = ground.visits[ground.days_left] * Fraction(plan.enrolling_percent) / 100
    return math.ceil(missing / per_door_a_day) if per_door_a_day else None


def beside(plan: Plan, ground: Ground, needed: int | None) -> list[Outcome]:
    """The plan among others with fewer and more doors, and the one just in time; fewest doors first."""
    numbers = {max(1, round(plan.doors * Fraction(step, 4))) for step in (2, 3, 4, 6, 8)} | {plan.doors}
    numbers |= {needed} if needed else set()
    return [outcome(replace(plan, doors=doors), ground) for doors in sorted(numbers)]
