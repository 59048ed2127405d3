"""Repairing campaigns after crashes and lost bells. Safe to run at any time, by several at once."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

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
    now = timezone.now()
    chunk = (
        Chunk.objects.select_for_update(skip_locked=True)
        .filter(state=ChunkState.CLAIMED, lease_until__lte=now)
        .order_by("id")
        .first()
    )
    if chunk:
        chunk.owner = worker_name()
        chunk.lease_until = now + timedelta(seconds=settings.DISPATCH_LEASE_SECONDS)
        chunk.save(update_fields=["owner", "lease_until"])
    return chunk


def _settle(chunk: Chunk) -> None:
    """Rows still queued go on; claimed ones are asked about or unconfirmed, never sent again."""
    held = list(
        chunk.rows.filter(state=DeliveryState.CLAIMED).order_by("claimed_at").values_list("id", "claimed_at")
    )
    outcomes = _ask(chunk.channel, held) if held else {}
    if outcomes is None:
        logger.warning("chunk %d: the gateway cannot be asked now, %d in doubt", chunk.pk, len(held))
        return
    if held:
        logger.warning("chunk %d was abandoned with %d in doubt", chunk.pk, len(held))
    lease = Lease(
        chunk.pk, chunk.campaign_id, chunk.channel, chunk.first_id, chunk.last_id, chunk.tries, chunk.owner
    )
    results.record_and_release(
        [results.Result(delivery_id, outcomes[delivery_id]) for delivery_id, _at in held], lease, is_last=True
    )


def _ask(channel_code: str, held: list[tuple]) -> dict[int, Outcome] | None:
    """An outcome for every row; None when the provider can be asked but does not answer yet."""
    channel = channels.of(channel_code)
    if not channel.can_ask:
        return {
            delivery_id: Outcome(Verdict.IN_DOUBT, HandOverReason.WORKER_LOST) for delivery_id, _at in held
        }
    since = held[0][1]
    known = channel.ask([reference_of(delivery_id) for delivery_id, _at in held], since)
    if known is None and timezone.now() - since < GIVE_UP_AFTER:
        return None
    unknown = Outcome(Verdict.IN_DOUBT, HandOverReason.UNKNOWN_TO_GATEWAY)
    return {delivery_id: (known or {}).get(reference_of(delivery_id), unknown) for delivery_id, _at in held}
