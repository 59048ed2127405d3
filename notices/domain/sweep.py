"""Repairing campaigns after crashes and lost bells. Safe to run at any time, by several at once."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from notices import channels
from notices.channels.base import FOR_NOW, Outcome, Verdict
from notices.domain import awaited, chunks, fall_back, finish, results
from notices.domain.bells import worker_name
from notices.domain.claim import Lease
from notices.domain.deliver import reference_of
from notices.domain.outbox_results import GIVE_UP_AFTER
from notices.enums import CampaignState, ChunkState, DeliveryState, HandOverReason, StopReason
from notices.models import Campaign, Chunk

logger = logging.getLogger(__name__)


def sweep_campaigns() -> None:
    """Settle abandoned chunks, cut what has no chunk, ring lost bells again, finish what is done."""
    settle_abandoned()
    _withdraw_what_came_back()
    for campaign in Campaign.objects.filter(state=CampaignState.SENDING):
        if awaited.goes_on(campaign.pk):
            continue
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
    """Settle every chunk whose worker has not been heard of until its lease ran out, the longest first.

    A channel that cannot say anything is asked once a run.
    """
    silent: set[str] = set()
    for chunk_id, channel in list(_abandoned().order_by("lease_until", "id").values_list("id", "channel")):
        if channel not in silent and (chunk := _take_over(chunk_id)) and not _settle(chunk):
            silent.add(channel)


def _abandoned() -> QuerySet[Chunk]:
    return Chunk.objects.filter(state=ChunkState.CLAIMED, lease_until__lte=Now())


@transaction.atomic
def _take_over(chunk_id: int) -> Chunk | None:
    """Become the owner of an abandoned chunk, so that its late worker cannot claim any further."""
    chunk = _abandoned().select_for_update(skip_locked=True).filter(pk=chunk_id).first()
    if chunk:
        chunk.owner = worker_name()
        chunk.lease_until = Now() + timedelta(seconds=settings.DISPATCH_LEASE_SECONDS)
        chunk.save(update_fields=["owner", "lease_until"])
    return chunk


def _settle(chunk: Chunk) -> bool:
    """Rows still queued go on. Claimed ones are unconfirmed, or what the gateway says where it can be asked:
    the chunk is kept until it has said something on each. Returns whether who was asked answered."""
    held = chunk.rows.filter(state=DeliveryState.CLAIMED).order_by("claimed_at", "id")
    rows = list(held.annotate(age=Now() - F("claimed_at")).values_list("id", "claimed_at", "age"))
    known = _ask(chunk.channel, rows) if rows else {}
    outcomes = {row[0]: outcome for row in rows if (outcome := _outcome(known, row))}
    if rows:
        logger.warning("chunk %d: abandoned with %d, %d settled", chunk.pk, len(rows), len(outcomes))
    found = [results.Result(delivery_id, outcome) for delivery_id, outcome in outcomes.items()]
    lease = Lease(
        chunk.pk, chunk.campaign_id, chunk.channel, chunk.first_id, chunk.last_id, chunk.tries, chunk.owner
    )
    if len(outcomes) < len(rows):
        results.record(found, lease)
    else:
        results.record_and_release(found, lease, is_last=True)
    return known is not None


def _ask(channel_code: str, rows: list[tuple]) -> dict[str, Outcome] | None:
    """What is known of the rows (id, when it was claimed, how long ago); None when nobody answers now."""
    channel = channels.of(channel_code)
    references = [reference_of(row[0]) for row in rows]
    if channel.can_ask:
        return channel.ask(references, since=rows[0][1])
    return dict.fromkeys(references, Outcome(Verdict.IN_DOUBT, HandOverReason.WORKER_LOST))


def _outcome(known: dict[str, Outcome] | None, row: tuple) -> Outcome | None:
    """None where there is nothing to say yet: a request may still be under way. So long after, what the
    gateway does not know never came to it, and goes again."""
    delivery_id, _claimed_at, age = row
    if known is None:
        return Outcome(Verdict.IN_DOUBT, HandOverReason.NO_ANSWER) if age > GIVE_UP_AFTER else None
    outcome = known.get(
        reference_of(delivery_id), Outcome(Verdict.NOT_SENT, HandOverReason.UNKNOWN_TO_GATEWAY)
    )
    may_change = outcome.verdict is Verdict.NOT_SENT or outcome.verdict in FOR_NOW
    is_early = age < timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS)
    return None if may_change and is_early else outcome
