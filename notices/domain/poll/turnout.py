"""How many answered: hour by hour while a poll is open, by group for good when it closes.

Neither tells who. The groups are judged by `groups.tellable` as those of ballots are, with a smaller measure:
that somebody took part says less than what they answered.
"""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count

from notices.domain.poll.groups import Group, tellable
from notices.enums import ARRIVED_STATES
from notices.enums.poll import Route
from notices.models import Delivery, Poll, PollInvitation, TurnoutGroup
from notices.queries.poll_marks import answered

_COUNT = """
INSERT INTO notices_turnouthour AS hour (poll_id, route, hour, answers) VALUES (%s, %s, %s, 1)
ON CONFLICT (poll_id, route, hour) DO UPDATE SET answers = hour.answers + 1"""


def count(poll: Poll, route: Route, at: datetime) -> None:
    """One more answer in the hour of `at`. Last in its transaction: the row of the hour waits for nobody
    longer than a commit takes."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [poll.pk, str(route), hour])


def invited_by_group(poll: Poll) -> dict[Group, int]:
    """How many invited people each dong and age band has."""
    rows = PollInvitation.objects.filter(poll=poll).values_list("dong_id", "age_band")
    return {(dong, band): number for dong, band, number in rows.annotate(number=Count("pk")).order_by()}


def keep_groups(poll: Poll) -> None:
    """Write down invited, reached and answered by group: the last that asks the marks."""
    told = tellable(invited_by_group(poll), settings.POLL_TURNOUT_GROUP_SIZE)
    people = {
        person: told[dong, band]
        for person, dong, band in PollInvitation.objects.filter(poll=poll).values_list(
            "person_id", "dong_id", "age_band"
        )
    }
    arrived = Delivery.objects.filter(campaign__poll=poll, state__in=ARRIVED_STATES)
    reached = set(arrived.values_list("person_id", flat=True))
    have = answered(poll.pk, people)
    invited_in, reached_in, answered_in = (
        Counter(group for person, group in people.items() if person in those)
        for those in (people.keys(), reached, have)
    )
    TurnoutGroup.objects.filter(poll=poll).delete()
    TurnoutGroup.objects.bulk_create(
        TurnoutGroup(
            poll=poll,
            dong_id=dong,
            age_band=band,
            invited=invited_in[dong, band],
            reached=reached_in[dong, band],
            answered=answered_in[dong, band],
        )
        for dong, band in sorted(invited_in, key=str)
    )
