"""The targets of the district, its dongs and its services, and how far each has come at the end of a day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from operator import or_

from enrollment.models import District, Service, Target
from enrollment.queries import household_days, rates, service_days, targets
from enrollment.queries.rates import Rate
from enrollment.queries.targets import InForce
from notices.queries.working_days import working_days_between
from portal.common.moment import one_moment
from portal.common.small_cells import hidden_parts, is_small
from portal.dashboards import growth as growths
from portal.dashboards import pace
from portal.dashboards.figure import Figure
from portal.dashboards.growth import Growth
from portal.dashboards.overview import way as overview_way
from portal.dashboards.pace import Pace, goal_of
from portal.dashboards.targets.progress import Progress


@dataclass(frozen=True, slots=True)
class TargetBoard:
    """What the page of targets shows; `figures` are those of the overview, which says the same."""

    district: District
    day: date
    whole: Progress
    figures: dict[str, Figure]
    dongs: list[Progress]
    services: list[Progress]

    @property
    def rate(self) -> Rate:
        return self.whole.rate

    @property
    def has_goals_of_dongs(self) -> bool:
        """Whether a dong is measured against a target of its own."""
        return any(dong.target and dong.is_own for dong in self.dongs)

    @property
    def goal_of_dongs(self) -> int | None:
        """Households all dongs together are to reach: each rounded up, and with targets of their own."""
        goals = [dong.goal for dong in self.dongs]
        return None if None in goals or not goals else sum(goals)

    @property
    def hides(self) -> bool:
        return any(part.is_hidden for part in (*self.dongs, *self.services))


@dataclass(frozen=True, slots=True)
class _Ways:
    """What every pace of one day shares: how it grew lately, and the working days to each due day."""

    growth: Growth
    recent_working_days: int
    working_days_left: dict[date, int]

    def pace(self, target: Target | None, goal: int | None, count: int, before: int) -> Pace | None:
        if target is None or goal is None:
            return None
        return Pace(
            target=target,
            target_households=goal,
            enrolled=count,
            as_of=self.growth.day,
            recent=count - before,
            recent_days=self.growth.recent_days,
            recent_working_days=self.recent_working_days,
            working_days_left=self.working_days_left[target.due_on],
        )


def read(day: date, district_code: str, *, tells_small: bool) -> TargetBoard | None:
    """Everything from one moment; None when the district is not known yet.

    Without `tells_small` cells under five are hidden, and those that would tell them.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return _read(day, district, tells_small)


def _read(day: date, district: District, tells_small: bool) -> TargetBoard:
    found = rates.rates_on(day, district.code)
    in_force = targets.in_force(day, district.code)
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    growth = growths.read(day, opened_on, district.code) if opened_on and opened_on <= day else None
    way = growth and pace.read(found.district, in_force.district, growth)
    ways = growth and _ways(growth, in_force)
    dongs = _dongs(found.by_dong, in_force, ways, district.code)
    services = _services(day, in_force, ways)
    if not tells_small:
        # The pace tells what was there when it began: a small number of that day hides it as well.
        now, before = hidden_parts([dong.count for dong in dongs]), hidden_parts([*map(_before, dongs)])
        dongs = _hidden(dongs, [*map(or_, now, before)])
        services = _hidden(services, [is_small(one.count) or is_small(_before(one)) for one in services])
    return TargetBoard(
        district=district,
        day=day,
        whole=Progress(
            code=district.code,
            name=district.display_name,
            count=found.district.enrolled_households,
            target=in_force.district,
            pace=way,
            rate=found.district,
        ),
        figures=overview_way.read(found.district, way),
        dongs=dongs,
        services=services,
    )


def _ways(growth: Growth, in_force: InForce) -> _Ways:
    due = sorted({target.due_on for target in in_force.all()})
    spans = [(growth.since, growth.day), *((growth.day, day) for day in due)]
    recent, *left = working_days_between(spans)
    return _Ways(growth, recent, dict(zip(due, left, strict=True)))


def _before(part: Progress) -> int:
    """What there was when the pace that is told of it began."""
    return part.count - (part.pace.recent if part.pace else 0)


def _dongs(
    by_dong: Iterable[Rate], in_force: InForce, ways: _Ways | None, district_code: str
) -> list[Progress]:
    before: Counter[str] = Counter()
    if ways:
        for (dong_code, _place), number in household_days.enrolled(ways.growth.since, district_code).items():
            before[dong_code] += number
    found = []
    for rate in by_dong:
        target = in_force.of_dong(rate.group)
        goal = goal_of(target, rate)
        found.append(
            Progress(
                code=rate.group,
                name=rate.name,
                count=rate.enrolled_households,
                target=target,
                pace=ways and ways.pace(target, goal, rate.enrolled_households, before[rate.group]),
                rate=rate,
                is_own=rate.group in in_force.by_dong,
            )
        )
    return found


def _services(day: date, in_force: InForce, ways: _Ways | None) -> list[Progress]:
    """Services that are open or have a target, in the order of the catalogue."""
    used = service_days.used(day, ways.growth.recent_days if ways else 0)
    found = []
    for service in Service.objects.all():
        target = in_force.by_service.get(service.code)
        if target is None and not service.is_open:
            continue
        use = used.get(service.code, service_days.Use())
        before = use.people - use.started + use.ended
        found.append(
            Progress(
                code=service.code,
                name=service.display_name,
                count=use.people,
                target=target,
                pace=ways and ways.pace(target, target and target.people, use.people, before),
            )
        )
    return found


def _hidden(parts: list[Progress], hidden: list[bool]) -> list[Progress]:
    return [replace(part, is_hidden=unsaid) for part, unsaid in zip(parts, hidden, strict=True)]
