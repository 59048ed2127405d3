"""How many answered a poll, of how many who were asked: at this moment, hour by hour, and by group.

A rate here is always answers to invitations over invited people. Answers of a poster or the open web stand
beside it: nobody knows of how many they are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone

from notices.enums import ARRIVED_STATES
from notices.enums.poll import INVITED_ROUTES, PollState, Route
from notices.models import AnsweredMark, Delivery, Poll, PollInvitation, TurnoutGroup, TurnoutHour
from notices.poll_groups import tellable_turnout
from notices.queries.poll_marks import mark_of
from portal.common.small_cells import told_groups
from portal.common.sparing import sparing

TENTH = Decimal("0.1")
CLOSED_FRESH_SECONDS = 3600
"""A closed poll changes no more, but for words that are erased, and that changes its row."""
GROUPS_STAND_SECONDS = 3600
_HOURLY = timedelta(days=2)


def percent(part: int, whole: int) -> Decimal | None:
    """With one decimal, half up as offices round; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Group:
    """`key` is a dong or an age band; "" all who are not told apart. `reached`: whose message is known to
    have arrived."""

    key: str
    invited: int
    reached: int
    answered: int

    @property
    def rate_percent(self) -> Decimal | None:
        return percent(self.answered, self.invited)


Cells = dict[tuple[str, str], Group]
"""By dong and age band; "" where it is not told."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """`whole` counts invited people, `by_route` every answer. `by_dong` and `by_age` add up to `whole`, while
    an anonymous poll is open to what it was up to an hour ago. `by_age` is empty unless the age band of
    everybody may be told: the rate of a part of them would not be theirs."""

    as_of: datetime
    whole: Group
    by_route: dict[str, int]
    by_dong: list[Group] = field(default_factory=list)
    by_age: list[Group] = field(default_factory=list)

    @property
    def rate_percent(self) -> Decimal | None:
        return self.whole.rate_percent

    @property
    def answers(self) -> int:
        return sum(self.by_route.values())

    @property
    def open_answers(self) -> int:
        """Answers of a poster or the open web."""
        return sum(number for route, number in self.by_route.items() if route not in INVITED_ROUTES)


def turnout(poll: Poll) -> Turnout:
    """At this moment, counted anew at most one twentieth of the time; or as it stood at the closing."""
    if poll.state == PollState.CLOSED:
        key = f"poll-turnout:{poll.pk}:{poll.updated_at.timestamp()}"
        return cache.get_or_set(key, lambda: _counted(poll), CLOSED_FRESH_SECONDS)
    return sparing(f"poll-turnout:{poll.pk}", lambda: _counted(poll))


def turnout_of_all(polls: Iterable[Poll]) -> dict[int, Turnout]:
    return {poll.pk: turnout(poll) for poll in polls}


def _counted(poll: Poll) -> Turnout:
    cells = _kept_cells(poll) if poll.state == PollState.CLOSED else _live_cells(poll)
    # By who was invited, which is the same at every look, and not by who has answered so far.
    by_dong, by_age = told_groups({key: group.invited for key, group in cells.items()}) or (set(), set())
    steady = _steady_cells(poll, cells)
    return Turnout(
        as_of=poll.closed_at or timezone.now(),
        whole=_joined("", cells.values()),
        by_route=_by_route(poll),
        by_dong=_rows(steady, 0, by_dong),
        by_age=_rows(steady, 1, by_age) if all(band for _dong, band in steady) else [],
    )


def _kept_cells(poll: Poll) -> Cells:
    rows = TurnoutGroup.objects.filter(poll=poll)
    return {
        (row.dong_id or "", row.age_band): Group("", row.invited, row.reached, row.answered) for row in rows
    }


def _live_cells(poll: Poll) -> Cells:
    """As they will be kept when the poll closes. Who answered can be asked of the marks person by person
    only: the database has no key to them."""
    marks = set(AnsweredMark.objects.filter(poll=poll).values_list("digest", flat=True))
    arrived = Delivery.objects.filter(campaign__poll=poll, state__in=ARRIVED_STATES)
    reached_people = set(arrived.values_list("person_id", flat=True).distinct())
    invited: Counter[tuple[str, str]] = Counter()
    reached: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    rows = list(PollInvitation.objects.filter(poll=poll).values_list("person_id", "dong_id", "age_band"))
    told = tellable_turnout(Counter((dong, band) for _person, dong, band in rows))
    for person, *group in rows:
        dong, band = told[tuple(group)]
        key = dong or "", band
        invited[key] += 1
        reached[key] += person in reached_people
        answered[key] += mark_of(poll.pk, person) in marks
    return {key: Group("", number, reached[key], answered[key]) for key, number in invited.items()}


def _steady_cells(poll: Poll, cells: Cells) -> Cells:
    """The groups of an open anonymous poll stand still for an hour: one more in a dong, an age band and a
    route within a minute would be somebody."""
    if poll.state == PollState.CLOSED or not poll.is_anonymous:
        return cells
    return cache.get_or_set(f"poll-turnout-groups:{poll.pk}", cells, GROUPS_STAND_SECONDS)


def _rows(cells: Cells, trait: int, told: set[str]) -> list[Group]:
    """One row for each told value in its order, and one for all the others."""
    rows: dict[str, list[Group]] = {value: [] for value in sorted(told)}
    rest: list[Group] = []
    for key, group in cells.items():
        rows.get(key[trait], rest).append(group)
    return [
        *(_joined(value, groups) for value, groups in rows.items()),
        *([_joined("", rest)] if rest else []),
    ]


def _joined(key: str, groups: Iterable[Group]) -> Group:
    groups = list(groups)
    return Group(
        key,
        sum(group.invited for group in groups),
        sum(group.reached for group in groups),
        sum(group.answered for group in groups),
    )


def _by_route(poll: Poll) -> dict[str, int]:
    sums = TurnoutHour.objects.filter(poll=poll).values_list("route").annotate(Sum("answers")).order_by()
    found = Counter(dict(sums))
    asked = {(route,): number for route, number in found.items() if route in INVITED_ROUTES}
    if poll.is_anonymous and asked:
        # As closing will: a route of fewer than five is somebody.
        for route in {route for (route,) in asked} - told_groups(asked)[0] - {str(Route.INVITED)}:
            found[str(Route.INVITED)] += found.pop(route)
    return {route: found[route] for route in Route.values if route in found}


@dataclass(frozen=True, slots=True)
class Point:
    """Answers up to the end of an hour or day: of invited people, and of everybody else."""

    at: datetime | date
    invited: int
    others: int


@dataclass(frozen=True, slots=True)
class Course:
    """By the hour in the first two days of a poll, by the day afterwards; without gaps."""

    is_hourly: bool
    points: list[Point]


def course(poll: Poll) -> Course:
    """How the answers came in, from the first one to now or to the closing."""
    rows = TurnoutHour.objects.filter(poll=poll).order_by("hour")
    hours = list(rows.values_list("hour", "route", "answers"))
    if not hours:
        return Course(True, [])
    end = timezone.localtime(poll.closed_at or timezone.now())
    first = timezone.localtime(hours[0][0])
    is_hourly = end - first <= _HOURLY
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    start = first if is_hourly else first.replace(hour=0)
    added: dict[int, Counter[bool]] = {}
    for hour, route, answers in hours:
        place = int((timezone.localtime(hour) - start) / step)
        added.setdefault(place, Counter())[route in INVITED_ROUTES] += answers
    points, so_far = [], Counter()
    for place in range(max(max(added), int((end - start) / step)) + 1):
        so_far.update(added.get(place, {}))
        at = start + place * step
        points.append(Point(at if is_hourly else at.date(), so_far[True], so_far[False]))
    return Course(is_hourly, points)
