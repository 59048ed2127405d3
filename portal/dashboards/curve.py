"""The rate over time, in steps that stay readable."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from enrollment.queries import denominators, household_days, rates
from enrollment.queries.denominators import Denominator
from enrollment.queries.rates import Rate
from portal.common.month import Month

RANGES = {"all": _("접수 시작부터"), "12m": _("최근 12개월"), "45d": _("최근 45일")}
STEPS = {"day": _("하루"), "week": _("한 주"), "month": _("한 달"), "quarter": _("석 달"), "year": _("한 해")}
READABLE = 62
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Point:
    """The rate at the end of a day, and how many households came since the point before."""

    rate: Rate
    added: int

    @property
    def day(self) -> date:
        return self.rate.as_of

    @property
    def rate_percent(self) -> Decimal | None:
        return self.rate.rate_percent


@dataclass(frozen=True, slots=True)
class Curve:
    """Points from the first day to the last, oldest first, `step` apart; with `skips_rests` only the first
    and the last of those between which nothing changed."""

    points: list[Point]
    step: str
    skips_rests: bool = False

    @property
    def step_label(self) -> str:
        return STEPS[self.step]

    @property
    def denominators(self) -> list[Denominator]:
        """Every denominator the points stand on, oldest first: where it changes, the rate jumps."""
        used = (point.rate.denominator for point in self.points)
        return list(dict.fromkeys(denominator for denominator in used if denominator))

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]


def first_day(range_name: str, opened_on: date, day: date) -> date:
    """Where a range begins: never before intake opened, at the end of a month where it ends at one."""
    if range_name == "45d":
        return max(opened_on, day - timedelta(days=44))
    if range_name == "12m":
        number = 31 if day == Month.of(day).last else day.day
        return max(opened_on, Month.of(day).back(12).day(number))
    return opened_on


def readable(first: date, last: date, busy: Collection[Month]) -> tuple[str, list[date]]:
    """The shortest step that gives a table one can still read, and its days; those of months that are not
    `busy` are left out where they would be too many."""
    for step in STEPS:
        days = step_days(first, last, step)
        if len(days) > READABLE:
            days = without_rests(days, busy)
        if len(days) <= READABLE:
            break
    return step, days


def without_rests(days: list[date], busy: Collection[Month]) -> list[date]:
    """Without those whose neighbours tell the same: no month from the one to the other is `busy`."""
    numbers = sorted(month.number for month in busy)

    def tells(place: int) -> bool:
        before, after = (Month.of(days[at]).number for at in (place - 1, place + 1))
        return bisect_right(numbers, after) > bisect_left(numbers, before)

    return [day for place, day in enumerate(days) if place in (0, len(days) - 1) or tells(place)]


def step_days(first: date, last: date, step: str) -> list[date]:
    """`first`, the ends of steps, and `last`; weeks count back from `last`, months end as months do."""
    if step in _MONTHS:
        over = Month.between(first, Month.over_by(last).last)
        ends = [month.last for month in over if month.first.month % _MONTHS[step] == 0]
    else:
        width = 7 if step == "week" else 1
        ends = [last - timedelta(days=back) for back in range(0, (last - first).days + 1, width)]
    return sorted({first, *ends, last})


def read(first: date, last: date, district_code: str, name: str, step: str | None = None) -> Curve:
    """The curve between two days; each point stands on the denominator of its own day. Without a `step` it is
    as fine as can be read, and rests are left out."""
    known = denominators.known(last, district_code)
    skips_rests = False
    if step is None:
        counted = {Month.of(denominator.counted_on) for denominator in known}
        step, days = readable(first, last, counted | household_days.busy_months(first, last, district_code))
        skips_rests = len(days) < len(step_days(first, last, step))
    else:
        days = step_days(first, last, step)
    eve = first - timedelta(days=1)
    totals = rates.totals_on([eve, *days], district_code)
    points, before = [], totals[eve]
    for day in days:
        rate = Rate("district", name, day, totals[day], _denominator_on(day, known))
        points.append(Point(rate, totals[day] - before))
        before = totals[day]
    return Curve(points, step, skips_rests)


def _denominator_on(day: date, known: list[Denominator]) -> Denominator | None:
    """The latest of `known`, oldest first, that was counted by `day`."""
    position = bisect_right([denominator.counted_on for denominator in known], day)
    return known[position - 1] if position else None
