"""Carrying a chunk to its channel: lease, then window by window claim, commit, send, record."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from enrollment.enums import Channel as ChannelCode
from notices import channels
from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.domain import claim, finish, render, results
from notices.domain.chunks import ring_again_at
from notices.enums import CampaignKind, HandOverReason
from notices.models import Chunk
from notices.validators.campaign import is_quiet_hour

logger = logging.getLogger(__name__)

_STOPPERS = {Verdict.NOT_SENT, Verdict.CONFIGURATION}
"""Going on would only collect more of the same: the chunk waits for a better moment."""

_RELEASE = """
UPDATE notices_chunk k
   SET state = CASE WHEN EXISTS (
           SELECT 1 FROM notices_delivery d WHERE d.chunk_id = k.id AND d.state = 'queued')
           THEN 'queued' ELSE 'done' END,
       owner = '', lease_until = %(again_at)s
 WHERE k.id = %(chunk)s AND k.owner = %(owner)s"""


def reference_of(delivery_id: int) -> str:
    """Our name of a delivery at a provider."""
    return f"d{delivery_id}"


def deliver_chunk(chunk_id: int, owner: str) -> None:
    """Send what waits in a chunk. Does nothing when somebody else has it or its campaign does not run.

    `owner` must be another one at every call (`bells.worker_name`). What is in doubt at a provider that
    can be asked stays claimed, and the chunk under its lease, until the sweeper asks.
    """
    chunk = claim.lease(chunk_id, owner)
    if chunk is None:
        return
    if _is_untimely(chunk):
        release(chunk.pk, owner=owner, retry=True)
        return
    channel = channels.of(chunk.channel)
    verdicts = _send_windows(chunk, owner, channel)
    if Verdict.IN_DOUBT in verdicts and channel.can_ask:
        logger.warning("chunk %d is in doubt, the gateway will be asked", chunk.pk)
        return
    again = Verdict.TEMPORARY in verdicts or verdicts & _STOPPERS
    release(chunk.pk, owner=owner, retry=bool(again))
    finish.if_done(chunk.campaign_id)


def _is_untimely(chunk: Chunk) -> bool:
    """What was approved by day may come to its turn at night; advertising texts then wait for the morning."""
    is_advertising = chunk.campaign.kind == CampaignKind.PROMOTIONAL and chunk.channel == ChannelCode.SMS
    return is_advertising and is_quiet_hour(timezone.now())


def _send_windows(chunk: Chunk, owner: str, channel: Channel) -> set[Verdict]:
    content = render.compile_content(chunk.campaign)
    verdicts: set[Verdict] = set()
    after = 0
    while True:
        window = claim.take(chunk, owner=owner, window=channel.window, after=after)
        verdicts |= _send(chunk, content, channel, window.claimed)
        if not window.is_full or verdicts & _STOPPERS:
            return verdicts
        after = window.last_id


def _send(chunk: Chunk, content: render.CompiledContent, channel: Channel, claimed) -> set[Verdict]:
    """Hand one window over. The claim is committed and nothing is open in the database meanwhile."""
    if not claimed:
        return set()
    outcomes = channel.send(_outgoing(chunk, content, claimed))
    results.record(
        [
            results.Result(row.delivery_id, outcome)
            for row, outcome in zip(claimed, outcomes, strict=True)
            if not _waits_for_answer(outcome, channel)
        ]
    )
    verdicts = {outcome.verdict for outcome in outcomes}
    if Verdict.CONFIGURATION in verdicts:
        logger.error("chunk %d refused because of our account or sender", chunk.pk)
    return verdicts


def _outgoing(chunk: Chunk, content: render.CompiledContent, claimed) -> list[Outgoing]:
    try:
        return [
            content.outgoing(chunk.channel, row.recipient(), reference_of(row.delivery_id)) for row in claimed
        ]
    except Exception:
        # Nothing has reached the wire yet: without this the rows would count as being in doubt.
        unsent = Outcome(Verdict.NOT_SENT, HandOverReason.NOT_WRITTEN)
        results.record([results.Result(row.delivery_id, unsent) for row in claimed])
        raise


def _waits_for_answer(outcome: Outcome, channel: Channel) -> bool:
    return outcome.verdict is Verdict.IN_DOUBT and channel.can_ask


def release(chunk_id: int, *, owner: str, retry: bool = False) -> None:
    """Give a chunk back: done, or waiting when rows are left (paused, refused for now)."""
    wait = timedelta(seconds=settings.DISPATCH_RETRY_SECONDS)
    again_at = timezone.now() + wait if retry else ring_again_at()
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"chunk": chunk_id, "owner": owner, "again_at": again_at})
