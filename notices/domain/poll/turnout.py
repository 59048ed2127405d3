"""How many answered: hour by hour while a poll is open, by group for good when it closes.

Neither tells who. The groups are judged by whom the poll invited, with a smaller measure than those of
ballots: that somebody took part says less than what they answered.
"""

from collections import defaultdict
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from notices.enums import SENT_STATES, DeliveryState
from notices.enums.poll import Route
from notices.models import Delivery, Poll, PollInvitation, TurnoutGroup, TurnoutHour
from notices.poll_groups import Group, Traits
from notices.queries import poll_turnout, turnout_groups
from notices.queries.turnout_groups import Groups

_COUNT = """
INSERT INTO notices_turnouthour AS hour (poll_id, route, hour, answers) VALUES (%s, %s, %s, 1)
ON CONFLICT (poll_id, route, hour) DO UPDATE SET answers = hour.answers + 1"""

_MAY_HAVE_COME = SENT_STATES | {DeliveryState.UNCONFIRMED}


def count(poll: Poll, route: Route, at: datetime) -> None:
    """One more answer in the hour of `at`. Last in its transaction: the row of the hour waits for nobody
    longer than a commit takes."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [poll.pk, str(route), hour])


def reached_by_traits(poll: Poll) -> dict[Traits, set[int]]:
    """Which invited people could answer by each route, with their dong and age band: those whose message left
    and was not refused."""
    groups = _groups_of(poll)
    left = Delivery.objects.filter(campaign__poll=poll, state__in=_MAY_HAVE_COME)
    found: dict[Traits, set[int]] = defaultdict(set)
    for route, person in left.values_list("channel", "person_id").iterator():
        if person in groups:
            found[route, *groups[person]].add(person)
    return found


def _groups_of(poll: Poll) -> dict[int, Group]:
    """Of every invited person."""
    rows = PollInvitation.objects.filter(poll=poll).values_list("person_id", "dong_id", "age_band")
    return {person: (dong, band) for person, dong, band in rows}


def hide_routes(poll: Poll, routes: set[str]) -> None:
    """Put the hours of these routes together: too few came by them to be told apart."""
    hours = TurnoutHour.objects.filter(poll=poll, route__in=routes)
    sums = list(hours.values_list("hour").annotate(Sum("answers")).order_by("hour"))
    hours.delete()
    TurnoutHour.objects.bulk_create(
        TurnoutHour(poll=poll, route=Route.INVITED, hour=hour, answers=answers) for hour, answers in sums
    )


def keep_groups(poll: Poll) -> None:
    """Write down invited, reached and answered by group: the last that asks the marks."""
    write_groups(poll, poll_turnout.live_groups(poll))


def write_groups(poll: Poll, groups: Groups) -> None:
    """In the place of what was written down before."""
    by_dong = _rows(poll, TurnoutGroup.By.DONG, "dong_id", groups.by_dong)
    by_age = _rows(poll, TurnoutGroup.By.AGE, "age_band", groups.by_age)
    TurnoutGroup.objects.filter(poll=poll).delete()
    TurnoutGroup.objects.bulk_create([*by_dong, *by_age])


def _rows(poll: Poll, by: str, trait: str, groups: list[turnout_groups.Group]) -> list[TurnoutGroup]:
    return [
        TurnoutGroup(
            poll=poll,
            by=by,
            **({trait: group.key} if group.key else {}),
            invited=group.invited,
            reached=group.reached,
            answered=group.answered,
        )
        for group in groups
    ]
