"""What campaigns came to, counted for the dashboards: again and again while it can change, then once for all.

The engine that sends knows nothing of it: no trigger and no counter stands in its way. The older a campaign,
the more seldom it is counted, until nothing more is waited for.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notices.domain import comparison
from notices.enums import CampaignState
from notices.models import Campaign, CampaignFigure, CampaignTold, Reply
from notices.queries.kept_people import KEPT
from notices.queries.responses import CLICKS
from notices.validators.sms_text import SmsKind

EVERY = timedelta(minutes=1)
"""While a campaign goes out."""
PATIENCE = 100
"""Afterwards it is counted when a hundredth of its age has gone by: after a day every quarter of an hour."""

_STATES = """
SELECT channel, state, count(*), count(handed_over_at), count(opened_at)
  FROM notices_delivery WHERE campaign_id = %s GROUP BY channel, state"""

_REACH = f"""{KEPT},
people AS (
    SELECT DISTINCT COALESCE(k.kept_id, d.person_id) AS person_id
      FROM notices_delivery d LEFT JOIN kept k ON k.id = d.person_id
     WHERE d.campaign_id = %(campaign)s AND d.handed_over_at IS NOT NULL),
first AS (INSERT INTO notices_reachedperson (person_id, campaign_id)
          SELECT person_id, %(campaign)s FROM people ORDER BY person_id ON CONFLICT DO NOTHING)
SELECT count(*) FROM people"""

_CLICKED = f"""
SELECT count(DISTINCT d.id)
  FROM notices_messageresponse r JOIN notices_delivery d ON d.id = r.delivery_id
 WHERE d.campaign_id = %s AND {CLICKS}"""


def count_due() -> int:
    """Count the campaigns whose time has come, the oldest first; how many."""
    now = timezone.now()
    due = [campaign for campaign in _unsettled() if _is_due(campaign, now)]
    for campaign in due:
        count(campaign)
    return len(due)


def count_all() -> None:
    """Count every campaign that ever began: after a bulk load."""
    for campaign in _begun():
        count(campaign)


@transaction.atomic
def count(campaign: Campaign) -> CampaignTold:
    """Count one campaign now. Two who count the same take turns. A reminder whose recipients were forgotten
    stays as it was counted last."""
    held = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("told")
    held = held.get(pk=campaign.pk)
    if held.recipients_forgotten_at:
        return CampaignTold.objects.get(campaign=held)
    now = timezone.now()
    kind = comparison.text_kind(held, comparison.longest_dong())
    states, sent, opened = _states(campaign)
    people = _scalar(_REACH, {"campaign": campaign.pk})
    CampaignFigure.objects.filter(campaign=campaign).delete()
    CampaignFigure.objects.bulk_create(
        CampaignFigure(campaign=campaign, channel=channel, state=state, deliveries=number)
        for (channel, state), number in states.items()
    )
    told, _new = CampaignTold.objects.update_or_create(
        campaign=campaign,
        defaults={
            "people": people,
            "opened": opened if campaign.tracks_responses else 0,
            "clicked": _scalar(_CLICKED, [campaign.pk]) if campaign.tracks_responses else 0,
            "replies": Reply.objects.filter(campaign=campaign).count(),
            "won": won(campaign, sent, kind),
            "text_kind": kind,
            "counted_at": now,
            "is_final": _is_final(campaign, now),
        },
    )
    tell_newly_reached(told)
    return told


def _begun():
    begun = Campaign.objects.filter(started_at__isnull=False)
    return begun.select_related("topic", "district", "alimtalk_template", "told").order_by("started_at", "id")


def _unsettled():
    return _begun().filter(Q(told=None) | Q(told__is_final=False))


def _ended_at(campaign: Campaign) -> datetime | None:
    """None while messages go out; of a cancelled one the last change."""
    if campaign.state in (CampaignState.FINISHED, CampaignState.CANCELLED):
        return campaign.finished_at or campaign.updated_at
    return None


def _is_due(campaign: Campaign, now: datetime) -> bool:
    told = getattr(campaign, "told", None)
    if told is None:
        return True
    ended = _ended_at(campaign)
    wait = max(EVERY, (now - ended) / PATIENCE) if ended else EVERY
    return now - told.counted_at >= wait


def _is_final(campaign: Campaign, now: datetime) -> bool:
    """Nothing is waited for any more: no receipt, no opening, no answer."""
    ended = _ended_at(campaign)
    return ended is not None and now - ended >= timedelta(days=settings.CAMPAIGN_FOLLOWED_DAYS)


def _states(campaign: Campaign) -> tuple[Counter, dict[str, int], int]:
    """Deliveries by (channel, state); messages handed over by channel; how many were opened."""
    states, sent, opened = Counter(), Counter(), 0
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [campaign.pk])
        for channel, state, number, handed_over, looked_at in cursor.fetchall():
            states[channel, state] = number
            sent[channel] += handed_over
            opened += looked_at
    return states, {channel: number for channel, number in sent.items() if number}, opened


def tell_newly_reached(told: CampaignTold) -> None:
    """How many people no earlier campaign had reached, as it is written down of each of them."""
    told.newly_reached = _scalar(
        "SELECT count(*) FROM notices_reachedperson WHERE campaign_id = %s", [told.pk]
    )
    told.save(update_fields=["newly_reached"])


def won(campaign: Campaign, sent: dict[str, int], kind: SmsKind) -> int:
    """What the messages handed over (`sent`, by channel) cost at the prices of the day it began, texts all of
    one kind; nothing where no price was known on that day."""
    try:
        return comparison.won(campaign, sent, kind)
    except LookupError:
        return 0


def _scalar(statement: str, parameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]
