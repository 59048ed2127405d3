"""Repairing campaigns after crashes and lost bells. Safe to run at any time, by several at once."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notices import channels
from notices.channels.base import Outcome, Verdict
from notices.domain import chunks, finish, results
from notices.domain.bells import worker_name
from notices.domain.deliver import reference_of, release
from notices.domain.outbox import GIVE_UP_AFTER
from notices.enums import CampaignState, ChunkState, DeliveryState, HandOverReason, StopReason
from notices.models import Campaign, Chunk, Delivery

logger = logging.getLogger(__name__)


def sweep_campaigns() -> None:
    """Settle abandoned chunks, cut what has no chunk, ring lost bells again, finish what is done."""
    settle_abandoned()
    _withdraw_what_came_back()
    running = Campaign.objects.filter(state=CampaignState.SENDING)
    loose = Delivery.objects.filter(campaign__in=running, chunk=None, state=DeliveryState.QUEUED)
    for campaign in running.filter(pk__in=loose.values("campaign")):
        chunks.cut(campaign)
    chunks.ring_overdue()
    for campaign_id in running.values_list("pk", flat=True):
        finish.if_done(campaign_id)


def _withdraw_what_came_back() -> None:
    """A campaign was cancelled while a worker held rows that were then refused for now."""
    returned = Delivery.objects.filter(campaign__state=CampaignState.CANCELLED, state=DeliveryState.QUEUED)
    returned.update(state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED)


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
        Delivery.objects.filter(chunk=chunk, state=DeliveryState.CLAIMED)
        .order_by("claimed_at")
        .values_list("id", "claimed_at")
    )
    if held:
        outcomes = _ask(chunk.channel, held)
        if outcomes is None:
            logger.warning("chunk %d: the gateway cannot be asked now, %d in doubt", chunk.pk, len(held))
            return
        results.record([results.Result(delivery_id, outcomes[delivery_id]) for delivery_id, _at in held])
        logger.warning("chunk %d was abandoned with %d in doubt", chunk.pk, len(held))
    release(chunk.pk, owner=chunk.owner)
    Chunk.objects.filter(pk=chunk.pk, state=ChunkState.QUEUED).update(lease_until=timezone.now())


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
