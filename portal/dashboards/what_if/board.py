"""What becomes of a plan for the doors of the district or of one dong, from the end of a day on."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from enrollment.enums import IntakePlace
from enrollment.models import District, Dong, Target
from enrollment.queries import household_days, rates, targets, tong_days
from enrollment.queries.rates import Rate
from notices.queries.working_days import holidays_between
from portal.common.moment import one_moment
from portal.common.share import tenths
from portal.common.small_cells import hidden_parts, is_small
from portal.dashboards import growth as growths
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.overview.ledger import source
from portal.dashboards.pace import goal_of
from portal.dashboards.what_if.plan import (
    FARTHEST,
    Ground,
    Outcome,
    Plan,
    VisitDays,
    beside,
    doors_needed,
    outcome,
    visits_after,
)

_DOOR = IntakePlace.values.index(IntakePlace.DOOR_TO_DOOR)
DOORS = 100
ENROLLING_PERCENT = Decimal(20)
"""Where nothing is asked for: a round number to begin with, no figure of anybody's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see; None is what the portal suggests."""

    day: date
    dong: Dong | None = None
    doors: int | None = None
    enrolling_percent: Decimal | None = None
    others_per_day: Decimal | None = None
    visit_days: VisitDays = VisitDays.WORKING


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`outcome` is None where nothing can be worked out: no target, no denominator, intake not begun, or a
    dong whose households are not told. `actual_others_per_day` is None where it is not told."""

    district: District
    rate: Rate
    target: Target | None
    plan: Plan
    actual_others_per_day: Decimal | None
    goal: int | None = None
    leaders: int = 0
    outcome: Outcome | None = None
    needed: int | None = None
    beside: tuple[Outcome, ...] = ()
    is_hidden: bool = False

    @property
    def gain_per_visit_day(self) -> Decimal:
        return self.plan.doors * self.plan.enrolling_percent / 100

    @property
    def doors_per_leader(self) -> Decimal | None:
        """Doors one tong leader knocks on a day of visits."""
        return tenths(Decimal(self.plan.doors) / self.leaders) if self.leaders else None

    @property
    def reached_on(self) -> Figure:
        day = self.outcome.reached_on
        note = "" if day else _("이 계획으로는 10년 안에 이르지 못합니다.")
        return self._figure("what_if_reached_on", day, Unit.DAY, note)

    @property
    def doors_needed(self) -> Figure:
        note = _("기한까지 남은 방문일이 없거나 신청하는 비율이 0입니다.") if self.needed is None else ""
        return self._figure("what_if_doors_needed", self.needed, Unit.DOORS, note)

    def _figure(self, code: str, value, unit: Unit, note: str) -> Figure:
        made_of = f"{source()}, {self.rate.denominator_source}"
        return Figure(code, value, unit, made_of, as_of=self.rate.as_of, note=note)


def read(asked: Asked, district_code: str, *, tells_small: bool) -> WhatIf | None:
    """From one moment; None when the district is not known yet."""
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        return _read(asked, district, tells_small) if district else None


def _read(asked: Asked, district: District, tells_small: bool) -> WhatIf:
    found = rates.rates_on(asked.day, district.code)
    rate = found.district
    if asked.dong:
        rate = next(rate for rate in found.by_dong if rate.group == asked.dong.code)
    in_force = targets.in_force(asked.day, district.code)
    target = in_force.of_dong(asked.dong.code) if asked.dong else in_force.district
    gained = _gained(asked, district)
    hides_others = not tells_small and gained is not None and gained.tells_few
    is_hidden = asked.dong is not None and (
        hides_others or not tells_small and _is_hidden(rate, found.by_dong)
    )
    others = None if hides_others or gained is None else gained.others_per_day
    plan = Plan(
        doors=DOORS if asked.doors is None else asked.doors,
        enrolling_percent=ENROLLING_PERCENT if asked.enrolling_percent is None else asked.enrolling_percent,
        others_per_day=(others or Decimal(0)) if asked.others_per_day is None else asked.others_per_day,
        visit_days=asked.visit_days,
    )
    told = WhatIf(district, rate, target, plan, others, goal=goal_of(target, rate), is_hidden=is_hidden)
    if told.goal is None or gained is None or is_hidden:
        return told
    ground = Ground(
        day=asked.day,
        due_on=target.due_on,
        missing=max(0, told.goal - rate.enrolled_households),
        doors_left=max(0, rate.households - rate.enrolled_households),
        visits=visits_after(asked.day, target.due_on, plan.visit_days, _holidays(asked.day, target.due_on)),
    )
    needed = doors_needed(plan, ground)
    return replace(
        told,
        leaders=_leaders(asked, district),
        outcome=outcome(plan, ground),
        needed=needed,
        beside=tuple(beside(plan, ground, needed)),
    )


def _holidays(day: date, due_on: date) -> set[date]:
    return holidays_between(day, max(due_on, day + FARTHEST))


def _is_hidden(rate: Rate, by_dong: list[Rate]) -> bool:
    hidden = hidden_parts([dong.enrolled_households for dong in by_dong])
    return hidden[by_dong.index(rate)]


@dataclass(frozen=True, slots=True)
class _Gained:
    """Households that came of late, `others` of them in other ways than at the door, in so many days.
    `hides_door`: the district's table by place hides those at the door, at the beginning or at the end."""

    all: int
    others: int
    days: int
    hides_door: bool

    @property
    def tells_few(self) -> bool:
        """Whether a number a day, times the days, would tell of a few, alone or beside the table by place."""
        at_door = self.all - self.others
        return self.hides_door or is_small(abs(self.others)) or is_small(abs(at_door))

    @property
    def others_per_day(self) -> Decimal:
        return max(Decimal(0), tenths(Decimal(self.others) / self.days))


def _gained(asked: Asked, district: District) -> _Gained | None:
    """What came in the days a pace is taken from; None before intake opened."""
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    if opened_on is None or opened_on > asked.day:
        return None
    since = growths.read(asked.day, opened_on, district.code).since
    dongs = [asked.dong] if asked.dong else None
    before, now = (_by_place(day, district, dongs) for day in (since, asked.day))
    grown = sum(now) - sum(before)
    at_door = now[_DOOR] - before[_DOOR]
    hides_door = asked.dong is None and any(hidden_parts(numbers)[_DOOR] for numbers in (before, now))
    return _Gained(grown, grown - at_door, (asked.day - since).days, hides_door)


def _by_place(day: date, district: District, dongs: list[Dong] | None) -> list[int]:
    counts: Counter[str] = Counter()
    for (_dong, place), number in household_days.enrolled(day, district.code, dongs).items():
        counts[place] += number
    return [counts[place] for place in IntakePlace.values]


def _leaders(asked: Asked, district: District) -> int:
    dongs = [asked.dong] if asked.dong else list(district.dongs.all())
    return tong_days.leaders_by_dong(asked.day, dongs).total()
