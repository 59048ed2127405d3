"""Who is asked: invitations to a poll, written and taken back with the recipients of a campaign."""

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from notices.enums import DeliveryState, StopReason
from notices.enums.poll import AgeBand, PollState
from notices.models import Campaign, Delivery, Poll, PollInvitation
from notices.queries.poll_marks import answered

_WRITE = """
INSERT INTO notices_pollinvitation (poll_id, person_id, dong_id, age_band)
SELECT %s, p.id, h.dong_id, (%s::text[])[1 + LEAST(GREATEST((%s - p.birth_year) / 10 - 1, 0), %s)]
  FROM enrollment_person p JOIN enrollment_household h ON h.id = p.household_id
 WHERE p.id IN (SELECT d.person_id FROM notices_delivery d WHERE d.campaign_id = %s)
ON CONFLICT (poll_id, person_id) DO NOTHING"""

# What waits, or was cancelled while it waited, never left: who has nothing else of the poll was not asked.
_TAKE_BACK = f"""
DELETE FROM notices_pollinvitation i
 WHERE i.poll_id = %(poll)s
   AND i.person_id IN (SELECT d.person_id FROM notices_delivery d WHERE d.campaign_id = %(campaign)s)
   AND NOT EXISTS (
       SELECT 1 FROM notices_delivery y JOIN notices_campaign c ON c.id = y.campaign_id
        WHERE c.poll_id = %(poll)s AND y.person_id = i.person_id
          AND NOT (y.campaign_id = %(campaign)s AND y.state = '{DeliveryState.QUEUED}')
          AND NOT (y.state = '{DeliveryState.WITHDRAWN}'
                   AND y.reason = '{StopReason.CAMPAIGN_CANCELLED}'))"""


def waits_for_opening(campaign: Campaign) -> bool:
    """Whether it invites to a poll that is approved and not open yet."""
    return campaign.poll_id is not None and campaign.poll.state == PollState.APPROVED


def write(campaign: Campaign) -> int:
    """Invite the recipients of a campaign that were just written down, with the dong and age of this day;
    returns how many were not invited before. Nothing for a campaign that invites to no poll."""
    if campaign.poll_id is None:
        return 0
    bands = AgeBand.values
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE, [campaign.poll_id, bands, timezone.localdate().year, len(bands) - 1, campaign.pk]
        )
        return cursor.rowcount


def take_back(campaign: Campaign) -> int:
    """Of a campaign that is given up: uninvite whom no message of the poll was sent to or still will be;
    returns how many."""
    if campaign.poll_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"poll": campaign.poll_id, "campaign": campaign.pk})
        return cursor.rowcount


def forget_unsent(poll: Poll) -> int:
    """When a poll closes: uninvite those all of whose messages of it were withdrawn before they left, so that
    the rate of answers rests on who could answer; returns how many. Who answered all the same stays, of an
    anonymous poll with the others: to be left would say it."""
    messages = Delivery.objects.filter(campaign__poll=poll, person=OuterRef("person"))
    unsent = {"state": DeliveryState.WITHDRAWN, "handed_over_at": None}
    invited = PollInvitation.objects.filter(poll=poll)
    never = invited.filter(Exists(messages.filter(**unsent)), ~Exists(messages.exclude(**unsent)))
    people = set(never.values_list("person_id", flat=True))
    have = answered(poll.pk, people)
    gone = set() if have and poll.is_anonymous else people - have
    return invited.filter(person__in=gone).delete()[0]
