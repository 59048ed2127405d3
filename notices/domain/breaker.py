"""A campaign that goes wrong stops by itself: when too many are refused for good or in doubt, or nobody
takes anything."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from notices.channels.base import Verdict
from notices.domain import life, results
from notices.domain.claim import Lease
from notices.enums import PauseReason
from notices.models import Campaign, Chunk

logger = logging.getLogger(__name__)


def look(lease: Lease, found: Sequence[results.Result]) -> bool:
    """Pause the campaign of a chunk whose results were just written down, if it must; whether it did.

    Costs nothing while all goes well.
    """
    reason = None
    verdicts = {result.outcome.verdict for result in found}
    states = {results.state_of(result) for result in found}
    if states & results.FAILURES and _too_many_failures(lease):
        reason = PauseReason.FAILURES
    elif verdicts & {Verdict.CONFIGURATION, Verdict.NOT_SENT, Verdict.IN_DOUBT}:
        if Verdict.IN_DOUBT in verdicts and Verdict.HANDED_OVER not in verdicts:
            _begin_to_stall(lease)
        if _stalled_for_long(lease):
            reason = PauseReason.CONFIGURATION if Verdict.CONFIGURATION in verdicts else PauseReason.FAILURES
    if reason is None:
        return False
    logger.error("campaign %d is paused: %s", lease.campaign_id, reason)
    life.pause(campaign=Campaign(pk=lease.campaign_id), by=None, reason=reason)
    # Whoever lets it go on begins a new count.
    Chunk.objects.filter(campaign=lease.campaign_id).update(sent=0, failed=0, stalled_since=None)
    return True


def _too_many_failures(lease: Lease) -> bool:
    """Of the latest results, by the chunks that had any."""
    worked = Chunk.objects.filter(Q(sent__gt=0) | Q(failed__gt=0))
    latest = worked.filter(campaign=lease.campaign_id, channel=lease.channel).order_by("-pk")
    count = failed = 0
    for chunk_sent, chunk_failed in latest.values_list("sent", "failed")[: settings.BREAKER_RESULTS]:
        count += chunk_sent + chunk_failed
        failed += chunk_failed
        if count >= settings.BREAKER_RESULTS:
            break
    return count >= settings.BREAKER_LEAST and failed > count * settings.BREAKER_SHARE


def _begin_to_stall(lease: Lease) -> None:
    """A gateway that answers nothing keeps the chunk for the sweeper: nobody else notes it."""
    held = Chunk.objects.filter(pk=lease.chunk_id, owner=lease.owner, stalled_since=None)
    held.update(stalled_since=Now())


def _stalled_for_long(lease: Lease) -> bool:
    before = Now() - timedelta(seconds=settings.BREAKER_STALLED_SECONDS)
    return Chunk.objects.filter(pk=lease.chunk_id, stalled_since__lte=before).exists()
