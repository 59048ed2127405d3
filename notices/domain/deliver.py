"""Carrying chunks to their channel: lease, claim, commit, send, record; one window at a time."""

import logging
from time import monotonic

from django.conf import settings
from django.utils import timezone

from enrollment.models import Dong
from notices import channels
from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.domain import chunks, claim, finish, hours, render, results
from notices.domain.bells import ring_dispatch, worker_name
from notices.domain.claim import Lease
from notices.domain.results import Result
from notices.enums import HandOverReason
from notices.models import Campaign

logger = logging.getLogger(__name__)


def reference_of(delivery_id: int) -> str:
    """Our name of a delivery at a provider."""
    return f"d{delivery_id}"


def work() -> None:
    """A shift: chunk after chunk, until none is due or the time is over; then another bell is rung."""
    shift = Shift()
    over_at = monotonic() + settings.DISPATCH_SHIFT_SECONDS
    while shift.deliver_next():
        if monotonic() > over_at:
            ring_dispatch(1)
            break
    shift.finish()


def deliver_chunk(chunk_id: int, owner: str) -> None:
    """Send what waits in one chunk, due or not. Does nothing when somebody else has it or its campaign does
    not run.

    `owner` must be another one at every call (`bells.worker_name`).
    """
    shift = Shift()
    lease = claim.lease(chunk_id, owner)
    if lease:
        shift.deliver(lease)


class Shift:
    """What a worker keeps while it goes from chunk to chunk: campaigns, their compiled content, names of
    dongs."""

    def __init__(self):
        self._dong_names = dict(Dong.objects.values_list("code", "name"))
        self._campaigns: dict[int, tuple[Campaign, render.CompiledContent]] = {}

    def deliver_next(self) -> bool:
        """Send one window of the chunk whose turn it is; whether there was one.

        What is in doubt at a provider that can be asked stays claimed, and the chunk under its lease, until
        the sweeper asks.
        """
        sizes = {code: chunks.size_of(code) for code in channels.codes()}
        lease = claim.lease_next(sizes, worker_name())
        if lease:
            self.deliver(lease)
        return lease is not None

    def deliver(self, lease: Lease) -> None:
        campaign, content = self._campaign(lease.campaign_id)
        if _is_untimely(campaign, lease.channel):
            results.postpone(lease, seconds=settings.DISPATCH_QUIET_SECONDS)
            return
        channel = channels.of(lease.channel)
        window = claim.take(lease, campaign, size=chunks.size_of(lease.channel))
        outcomes = channel.send(self._outgoing(lease, content, window.claimed)) if window.claimed else []
        # The claim is committed, and nothing was open in the database while the provider was called.
        found = [
            Result(row.delivery_id, outcome, row.attempts)
            for row, outcome in zip(window.claimed, outcomes, strict=True)
            if not _waits_for_answer(outcome, channel)
        ]
        if len(found) < len(outcomes):
            logger.warning("chunk %d is in doubt, the gateway will be asked", lease.chunk_id)
            results.record(found)
        elif results.record_and_release(found, lease, is_last=window.is_last):
            finish.if_done(lease.campaign_id)
        if any(outcome.verdict is Verdict.CONFIGURATION for outcome in outcomes):
            logger.error("chunk %d refused because of our account or sender", lease.chunk_id)

    def _outgoing(self, lease: Lease, content: render.CompiledContent, claimed) -> list[Outgoing]:
        try:
            return [
                content.outgoing(
                    lease.channel, row.recipient(self._dong_names), reference_of(row.delivery_id)
                )
                for row in claimed
            ]
        except Exception:
            # Nothing has reached the wire yet: without this the rows would count as being in doubt.
            unsent = Outcome(Verdict.NOT_SENT, HandOverReason.NOT_WRITTEN)
            results.record_and_release(
                [Result(row.delivery_id, unsent) for row in claimed], lease, is_last=True
            )
            raise

    def finish(self) -> None:
        """End what was sent: two that give their last chunks back at one moment each see the other's still
        open."""
        for campaign_id in self._campaigns:
            finish.if_done(campaign_id)

    def _campaign(self, campaign_id: int) -> tuple[Campaign, render.CompiledContent]:
        if campaign_id not in self._campaigns:
            campaign = Campaign.objects.select_related("district").get(pk=campaign_id)
            self._campaigns[campaign_id] = campaign, render.compile_content(campaign)
        return self._campaigns[campaign_id]


def _is_untimely(campaign: Campaign, channel_code: str) -> bool:
    """What began by day may come to its turn at night: not one message goes before the campaign is paused."""
    return hours.next_allowed(campaign.kind, channel_code, timezone.now()) is not None


def _waits_for_answer(outcome: Outcome, channel: Channel) -> bool:
    return outcome.verdict is Verdict.IN_DOUBT and channel.can_ask
