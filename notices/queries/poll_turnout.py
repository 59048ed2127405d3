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
from notices.queries.poll_marks import mark_of
from portal.common.small_cells import told_groups
from portal.common.sparing import sparing

TENTH = Decimal("0.1")
CLOSED_FRESH_SECONDS = 3600
"""A closed poll changes no more, but for words that are erased, and that changes its row."""
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


@dataclass(frozen=True, slots=True)
class Turnout:
    """`whole` counts invited people, `by_route` every answer. `by_dong` and `by_age` add up to `whole`."""

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
    answered = Counter({key: group.answered for key, group in cells.items() if group.answered})
    by_dong, by_age = told_groups(answered) or (set(), set())
    return Turnout(
        as_of=poll.closed_at or timezone.now(),
        whole=_joined("", cells.values()),
        by_route=_by_route(poll),
        by_dong=_rows(cells, 0, by_dong),
        by_age=_rows(cells, 1, by_age),
    )


def _kept_cells(poll: Poll) -> dict[tuple[str, str], Group]:
    rows = TurnoutGroup.objects.filter(poll=poll)
    return {
        (row.dong_id or "", row.age_band): Group("", row.invited, row.reached, row.answered) for row in rows
    }


def _live_cells(poll: Poll) -> dict[tuple[str, str], Group]:
    """Who answered can be asked of the marks person by person only: the database has no key to them."""
    marks = set(AnsweredMark.objects.filter(poll=poll).values_list("digest", flat=True))
    arrived = Delivery.objects.filter(campaign__poll=poll, state__in=ARRIVED_STATES)
    reached_people = set(arrived.values_list("person_id", flat=True).distinct())
    invited: Counter[tuple[str, str]] = Counter()
    reached: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    rows = PollInvitation.objects.filter(poll=poll).values_list("person_id", "dong_id", "age_band")
    for person, dong, band in rows.iterator():
        invited[dong, band] += 1
        reached[dong, band] += person in reached_people
        answered[dong, band] += mark_of(poll.pk, person) in marks
    return {key: Group("", number, reached[key], answered[key]) for key, number in invited.items()}


def _rows(cells: dict[tuple[str, str], Group], trait: int, told: set[str]) -> list[Group]:
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
    found = dict(sums)
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
