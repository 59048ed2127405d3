"""How many answered a poll, of how many who were asked: at this moment, hour by hour, and by group.

A rate here is always answers to invitations over invited people. Answers of a poster or the open web stand
beside it: nobody knows of how many they are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone

from notices.enums import ARRIVED_STATES
from notices.enums.poll import INVITED_ROUTES, PollState, Route
from notices.models import Delivery, Poll, PollInvitation, TurnoutHour
from notices.queries import turnout_groups
from notices.queries.poll_marks import answered
from notices.queries.turnout_groups import Group, Groups
from portal.common.small_cells import told_groups
from portal.common.sparing import sparing

CLOSED_FRESH_SECONDS = 3600
"""A closed poll changes no more, but for words that are erased, and that changes its row."""
GROUPS_STAND_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Turnout:
    """`whole` counts invited people, `by_route` every answer. `by_dong` and `by_age` add up to `whole`, while
    an anonymous poll is open to what it was up to an hour ago."""

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


def turnout_now(poll: Poll) -> Turnout:
    """At this very moment, however long it takes: for what is written down once."""
    return turnout(poll) if poll.state == PollState.CLOSED else _counted(poll)


def turnout_of_all(polls: Iterable[Poll]) -> dict[int, Turnout]:
    return {poll.pk: turnout(poll) for poll in polls}


def _counted(poll: Poll) -> Turnout:
    groups = turnout_groups.kept(poll) if poll.state == PollState.CLOSED else live_groups(poll)
    steady = _steady(poll, groups)
    return Turnout(
        as_of=poll.closed_at or timezone.now(),
        whole=groups.whole,
        by_route=_by_route(poll),
        by_dong=steady.by_dong,
        by_age=steady.by_age,
    )


def live_groups(poll: Poll) -> Groups:
    """As they are at this moment. Who answered can be asked of the marks person by person only: the database
    has no key to them."""
    rows = PollInvitation.objects.filter(poll=poll).values_list("person_id", "dong_id", "age_band")
    people = {person: (dong, band) for person, dong, band in rows}
    arrived = Delivery.objects.filter(campaign__poll=poll, state__in=ARRIVED_STATES)
    reached = set(arrived.values_list("person_id", flat=True).distinct())
    return turnout_groups.part(people, reached, answered(poll.pk, people))


def _steady(poll: Poll, groups: Groups) -> Groups:
    """The groups of an open anonymous poll stand still for an hour: one more in a dong, an age band and a
    route within a minute would be somebody."""
    if poll.state == PollState.CLOSED or not poll.is_anonymous:
        return groups
    return cache.get_or_set(f"poll-turnout-groups:{poll.pk}", groups, GROUPS_STAND_SECONDS)


def _by_route(poll: Poll) -> dict[str, int]:
    sums = TurnoutHour.objects.filter(poll=poll).values_list("route").annotate(Sum("answers")).order_by()
    found = Counter(dict(sums))
    asked = {(route,): number for route, number in found.items() if route in INVITED_ROUTES}
    if poll.is_anonymous and asked:
        # As closing will: a route of fewer than five is somebody.
        for route in {route for (route,) in asked} - told_groups(asked)[0] - {str(Route.INVITED)}:
            found[str(Route.INVITED)] += found.pop(route)
    return {route: found[route] for route in Route.values if route in found}
