"""What a campaign waits for before it ends: word of messages that may still be told to have failed.

It waits up to an hour. So that it is not read in full every few seconds meanwhile, the message it waits for
longest is remembered, and only that row is looked at: until there is word of it, its time is over, another is
heard to have failed, or some minutes have passed. What is remembered only saves work; a campaign is always
read in full before it ends.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from notices.enums import ARRIVED_STATES, SENT_STATES, CampaignState
from notices.models import Campaign, Delivery

LONGEST = timedelta(minutes=5)
_NO_WORD = SENT_STATES - ARRIVED_STATES


def remember(campaign: Campaign) -> bool:
    """Whether the campaign still waits for word of a message; which one is kept in mind after the commit.

    A failure heard of later stays one: the campaign is over then.
    """
    waits = [wait for channel in settings.FALL_BACK_WAIT_SECONDS if (wait := _last_of(campaign, channel))]
    if not campaign.falls_back or not waits:
        return False
    until, delivery_id = max(waits)
    seconds = min(until - timezone.now(), LONGEST).total_seconds()
    transaction.on_commit(lambda: cache.set(_key(campaign.pk), delivery_id, timeout=seconds))
    return True


def goes_on(campaign_id: int) -> bool:
    """Whether the message kept in mind is still waited for: then there is nothing else to look at."""
    delivery_id = cache.get(_key(campaign_id))
    if delivery_id is None:
        return False
    # By its id alone: right after a snapshot the planner would read the whole campaign by its index.
    row = Delivery.objects.filter(pk=delivery_id).values_list("campaign_id", "state").first()
    return row is not None and row[0] == campaign_id and row[1] in _NO_WORD


def hear(failed: Sequence[int]) -> None:
    """Have the campaigns of these deliveries looked at again, after the commit."""
    if failed:
        transaction.on_commit(lambda: _forget(failed))


def _forget(delivery_ids: Sequence[int]) -> None:
    waiting = Campaign.objects.filter(state=CampaignState.SENDING, falls_back=True)
    rows = Delivery.objects.filter(pk__in=delivery_ids, campaign__in=waiting)
    cache.delete_many([_key(pk) for pk in rows.values_list("campaign_id", flat=True).distinct()])


def _last_of(campaign: Campaign, channel: str) -> tuple[datetime, int] | None:
    """Until when the newest message of a channel is waited for, and its id."""
    if channel not in campaign.channels:
        return None
    wait = timedelta(seconds=settings.FALL_BACK_WAIT_SECONDS[channel])
    # A receipt may have moved a message whose worker died before it wrote the hand-over down.
    newest = (
        Delivery.objects.filter(campaign=campaign, channel=channel, state__in=_NO_WORD)
        .annotate(taken_at=Coalesce("handed_over_at", "claimed_at"))
        .filter(taken_at__gt=timezone.now() - wait)
        .order_by("-taken_at", "-id")
        .values_list("taken_at", "id")
        .first()
    )
    return newest and (newest[0] + wait, newest[1])


def _key(campaign_id: int) -> str:
    return f"campaign-awaited:{campaign_id}"
