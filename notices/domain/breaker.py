"""A campaign that goes wrong stops by itself: when too many are refused for good, or nobody takes
anything."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.functions import Now

from notices.channels.base import Verdict
from notices.domain import chunks, life
from notices.domain.claim import Lease
from notices.enums import PauseReason
from notices.models import Campaign, Chunk

logger = logging.getLogger(__name__)

FAILURES = frozenset({Verdict.PERMANENT, Verdict.NO_MAILBOX, Verdict.NO_NUMBER})


def look(lease: Lease, verdicts: list[Verdict]) -> bool:
    """Pause the campaign of a chunk whose results were just written down, if it must; whether it did.

    Costs nothing while all goes well.
    """
    reason = None
    if not FAILURES.isdisjoint(verdicts) and _too_many_failures(lease):
        reason = PauseReason.FAILURES
    elif Verdict.CONFIGURATION in verdicts or Verdict.NOT_SENT in verdicts:
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
    how_many = max(1, settings.BREAKER_RESULTS // chunks.size_of(lease.channel))
    worked = Chunk.objects.filter(campaign=lease.campaign_id, channel=lease.channel)
    with_results = worked.filter(Q(sent__gt=0) | Q(failed__gt=0))
    latest = with_results.order_by("-pk").values_list("pk", flat=True)[:how_many]
    total = Chunk.objects.filter(pk__in=list(latest)).aggregate(sent=Sum("sent"), failed=Sum("failed"))
    results = (total["sent"] or 0) + (total["failed"] or 0)
    return results >= settings.BREAKER_LEAST and total["failed"] > results * settings.BREAKER_SHARE


def _stalled_for_long(lease: Lease) -> bool:
    before = Now() - timedelta(seconds=settings.BREAKER_STALLED_SECONDS)
    return Chunk.objects.filter(pk=lease.chunk_id, stalled_since__lte=before).exists()
