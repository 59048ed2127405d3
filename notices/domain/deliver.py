"""Carrying chunks to their channel: lease, claim, commit, send, record; one window at a time."""

import logging
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.conf import settings

from enrollment.models import Dong
from notices import channels
from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.domain import breaker, chunks, claim, finish, hours, render, results, throttle
from notices.domain.bells import ring_dispatch, worker_name
from notices.domain.claim import Lease
from notices.domain.results import Result
from notices.enums import HandOverReason
from notices.models import Campaign
from portal.common.clock import now_of_the_database

logger = logging.getLogger(__name__)

_THROTTLED_SECONDS = 0.1
_ANY = 1_000_000
_GOES_WELL = frozenset({Verdict.HANDED_OVER, Verdict.NOT_YET})
_STALLED = frozenset({Verdict.NOT_SENT, Verdict.CONFIGURATION, Verdict.IN_DOUBT})
"""Going on would only collect more of the same: the rest of the shift does without this channel."""


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
        shift.deliver(lease, size=chunks.size_of(lease.channel))


class Shift:
    """What a worker keeps while it goes from chunk to chunk: campaigns, their compiled content, names of
    dongs."""

    def __init__(self):
        self._dong_names = dict(Dong.objects.values_list("code", "name"))
        self._campaigns: dict[int, tuple[Campaign, render.CompiledContent]] = {}
        self._stalled: set[str] = set()
        self._pace: dict[str, int] = {}
        self._began = now_of_the_database(), monotonic()

    def deliver_next(self) -> bool:
        """Send one window of the chunk whose turn it is; whether there was one.

        What is in doubt at a provider that can be asked stays claimed, and the chunk under its lease, until
        the sweeper asks.
        """
        sizes = {
            code: throttle.allowance(code, min(chunks.size_of(code), self._pace.get(code, _ANY)))
            for code in channels.codes()
            if code not in self._stalled
        }
        lease = claim.lease_next([code for code, size in sizes.items() if size], worker_name())
        for code, size in sizes.items():
            if lease is None or code != lease.channel:
                throttle.give_back(code, size)
        if lease:
            self.deliver(lease, size=sizes[lease.channel])
        elif 0 in sizes.values():
            # A bucket is empty, which is no reason to go home.
            sleep(_THROTTLED_SECONDS)
            return True
        return lease is not None

    def deliver(self, lease: Lease, *, size: int) -> None:
        campaign, content = self._campaign(lease.campaign_id)
        if hours.next_allowed(campaign.kind, lease.channel, self._now()) is not None:
            # What began by day may come to its turn at night: not one message goes before it is paused.
            throttle.give_back(lease.channel, size)
            results.postpone(lease, seconds=settings.DISPATCH_QUIET_SECONDS)
            return
        channel = channels.of(lease.channel)
        began = monotonic()
        window = claim.take(lease, campaign, size=size)
        throttle.give_back(lease.channel, size - len(window.claimed))
        messages = self._outgoing(lease, content, window.claimed)
        if monotonic() - began > settings.DISPATCH_LEASE_SECONDS:
            # Whoever slept so long may find its rows in other hands.
            logger.warning("chunk %d was left to the sweeper, its lease ran out", lease.chunk_id)
            return
        outcomes = channel.send(messages) if messages else []
        # The claim is committed, and nothing was open in the database while the provider was called.
        found = [
            Result(row.delivery_id, outcome, row.attempts)
            for row, outcome in zip(window.claimed, outcomes, strict=True)
        ]
        self._write_down(lease, window, found, channel)
        verdicts = {outcome.verdict for outcome in outcomes}
        self._set_pace(lease.channel, outcomes, slow=Verdict.NOT_YET in verdicts)
        if not verdicts <= _GOES_WELL:
            self._look_closer(lease, found, verdicts)

    def _write_down(self, lease: Lease, window: claim.Window, found: list[Result], channel: Channel) -> None:
        settled = [result for result in found if not _waits_for_answer(result.outcome, channel)]
        if len(settled) < len(found):
            logger.warning("chunk %d is in doubt, the gateway will be asked", lease.chunk_id)
            results.record(settled, lease)
        elif results.record_and_release(settled, lease, is_last=window.is_last):
            finish.if_done(lease.campaign_id)

    def _set_pace(self, channel_code: str, outcomes: list[Outcome], *, slow: bool) -> None:
        """On a slow wire claim what fits into a window, and a little more each time it did."""
        if slow:
            sent = sum(outcome.verdict is not Verdict.NOT_YET for outcome in outcomes)
            self._pace[channel_code] = max(1, sent)
        elif channel_code in self._pace:
            self._pace[channel_code] += 1 + self._pace[channel_code] // 10

    def _look_closer(self, lease: Lease, found: list[Result], verdicts: set[Verdict]) -> None:
        if Verdict.CONFIGURATION in verdicts:
            logger.error("chunk %d refused because of our account or sender", lease.chunk_id)
        if verdicts & _STALLED and Verdict.HANDED_OVER not in verdicts:
            self._stalled.add(lease.channel)
        breaker.look(lease, found)

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

    def _now(self) -> datetime:
        time, monotonic_then = self._began
        return time + timedelta(seconds=monotonic() - monotonic_then)

    def _campaign(self, campaign_id: int) -> tuple[Campaign, render.CompiledContent]:
        if campaign_id not in self._campaigns:
            campaign = Campaign.objects.select_related("district", "poll").get(pk=campaign_id)
            self._campaigns[campaign_id] = campaign, render.compile_content(campaign)
        return self._campaigns[campaign_id]


def _waits_for_answer(outcome: Outcome, channel: Channel) -> bool:
    return outcome.verdict is Verdict.IN_DOUBT and channel.can_ask
