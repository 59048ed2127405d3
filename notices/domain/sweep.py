"""Repairing campaigns after crashes and lost bells. Safe to run at any time, by several at once."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from notices import channels
from notices.channels.base import Outcome, Verdict
from notices.domain import chunks, fall_back, finish, results
from notices.domain.bells import worker_name
from notices.domain.claim import Lease
from notices.domain.deliver import reference_of
from notices.domain.outbox import GIVE_UP_AFTER
from notices.enums import CampaignState, ChunkState, DeliveryState, HandOverReason, StopReason
from notices.models import Campaign, Chunk

logger = logging.getLogger(__name__)


def sweep_campaigns() -> None:
    """Settle abandoned chunks, cut what has no chunk, ring lost bells again, finish what is done."""
    settle_abandoned()
    _withdraw_what_came_back()
    for campaign in Campaign.objects.filter(state=CampaignState.SENDING):
        fall_back.add(campaign)
        chunks.cut(campaign)
        finish.if_done(campaign.pk)
    chunks.ring_due()


def _withdraw_what_came_back() -> None:
    """A campaign was cancelled while a worker held rows that were then refused for now."""
    given_up = Chunk.objects.filter(state=ChunkState.QUEUED, campaign__state=CampaignState.CANCELLED)
    for chunk in given_up:
        chunk.rows.filter(state=DeliveryState.QUEUED).update(
            state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED
        )
    given_up.filter(pk__in=[chunk.pk for chunk in given_up]).update(state=ChunkState.DONE)


def settle_abandoned() -> None:
    """Settle every chunk whose worker has not been heard of until its lease ran out."""
    while chunk := _take_over():
        _settle(chunk)


@transaction.atomic
def _take_over() -> Chunk | None:
    """Become the owner of one abandoned chunk, so that its late worker cannot claim any further."""
    chunk = (
        Chunk.objects.select_for_update(skip_locked=True)
        .filter(state=ChunkState.CLAIMED, lease_until__lte=Now())
        .order_by("id")
        .first()
    )
    if chunk:
        chunk.owner = worker_name()
        chunk.lease_until = Now() + timedelta(seconds=settings.DISPATCH_LEASE_SECONDS)
        chunk.save(update_fields=["owner", "lease_until"])
    return chunk


def _settle(chunk: Chunk) -> None:
    """Rows still queued go on. Claimed ones are unconfirmed, or what the gateway says where it can be asked:
    the chunk is kept until it has said something on each."""
    held = chunk.rows.filter(state=DeliveryState.CLAIMED).order_by("claimed_at", "id")
    rows = list(held.annotate(age=Now() - F("claimed_at")).values_list("id", "claimed_at", "age"))
    outcomes = _ask(chunk.channel, rows) if rows else {}
    if rows:
        logger.warning("chunk %d: abandoned with %d, %d settled", chunk.pk, len(rows), len(outcomes))
    found = [results.Result(delivery_id, outcome) for delivery_id, outcome in outcomes.items()]
    lease = Lease(
        chunk.pk, chunk.campaign_id, chunk.channel, chunk.first_id, chunk.last_id, chunk.tries, chunk.owner
    )
    if len(outcomes) < len(rows):
        results.record(found, lease)
        return
    results.record_and_release(found, lease, is_last=True)


def _ask(channel_code: str, rows: list[tuple]) -> dict[int, Outcome]:
    """Outcomes of the rows (id, when it was claimed, how long ago) on which there is anything to say yet."""
    channel = channels.of(channel_code)
    if not channel.can_ask:
        return {row[0]: Outcome(Verdict.IN_DOUBT, HandOverReason.WORKER_LOST) for row in rows}
    known = channel.ask([reference_of(row[0]) for row in rows], since=rows[0][1])
    outcomes = {}
    for delivery_id, _claimed_at, age in rows:
        if known is None:
            outcome = Outcome(Verdict.IN_DOUBT, HandOverReason.NO_ANSWER) if age > GIVE_UP_AFTER else None
        else:
            outcome = known.get(reference_of(delivery_id)) or _unknown(age)
        if outcome:
            outcomes[delivery_id] = outcome
    return outcomes


def _unknown(age: timedelta) -> Outcome | None:
    """A request may still be under way. So long after, it never came to the gateway, and goes again."""
    if age < timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS):
        return None
    return Outcome(Verdict.NOT_SENT, HandOverReason.UNKNOWN_TO_GATEWAY)
