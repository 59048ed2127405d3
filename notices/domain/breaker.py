"""A campaign that goes wrong stops by itself: when too many are refused for good or in doubt, or nobody
takes anything."""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from notices.channels.base import Verdict
from notices.domain import life, results
from notices.domain.claim import Lease
from notices.enums import PauseReason
from notices.gateways.meaning import Meaning
from notices.models import Campaign, Chunk, Delivery

logger = logging.getLogger(__name__)

# They were counted as sent at their hand-over, perhaps before a pause that began a new count.
_COUNT = """
WITH refused AS (
    SELECT o.id, count(*)::int AS count
      FROM notices_delivery d
      JOIN notices_campaign c ON c.id = d.campaign_id AND c.state = 'sending'
      JOIN notices_chunk o ON o.campaign_id = d.campaign_id AND o.channel = d.channel
                          AND d.id BETWEEN o.first_id AND o.last_id
     WHERE d.id = ANY(%(ids)s) GROUP BY o.id
), held AS (
    SELECT o.id FROM notices_chunk o WHERE o.id IN (SELECT refused.id FROM refused)
     ORDER BY o.id FOR NO KEY UPDATE
)
UPDATE notices_chunk k
   SET failed = k.failed + refused.count, sent = GREATEST(0, k.sent - refused.count)
  FROM refused JOIN held USING (id)
 WHERE k.id = refused.id
RETURNING k.campaign_id, k.sent, k.failed"""


def look(lease: Lease, found: Sequence[results.Result]) -> bool:
    """Pause the campaign of a chunk whose results were just written down, if it must; whether it did.

    Costs nothing while all goes well.
    """
    reason = ""
    verdicts = {result.outcome.verdict for result in found}
    states = {results.state_of(result) for result in found}
    if states & results.FAILURES and _too_many_failures(lease):
        reason = PauseReason.FAILURES
    elif verdicts & {Verdict.CONFIGURATION, Verdict.NOT_SENT, Verdict.IN_DOUBT}:
        if Verdict.IN_DOUBT in verdicts and Verdict.HANDED_OVER not in verdicts:
            _begin_to_stall(lease)
        if _stalled_for_long(lease):
            reason = PauseReason.CONFIGURATION if Verdict.CONFIGURATION in verdicts else PauseReason.FAILURES
    if reason:
        _pause(lease.campaign_id, reason)
    return bool(reason)


def hear(refused: Mapping[int, Meaning]) -> None:
    """Count deliveries (by id) that a provider took and then says failed, and pause their campaigns if they
    must: texts hardly ever fail otherwise. What our account or sender is refused for is an error for staff.
    """
    if not refused:
        return
    if Meaning.CONFIGURATION in refused.values():
        logger.error("messages failed later because of our account or sender")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"ids": list(refused)})
        counted = cursor.fetchall()
    by_campaign = defaultdict(Counter)
    for campaign_id, sent, failed in counted:
        by_campaign[campaign_id] += Counter(sent=sent, failed=failed)
    for campaign_id, total in by_campaign.items():
        if _is_too_much(total["sent"] + total["failed"], total["failed"]):
            by_account = Delivery.objects.filter(
                campaign=campaign_id, pk__in=[pk for pk in refused if refused[pk] is Meaning.CONFIGURATION]
            )
            _pause(campaign_id, PauseReason.CONFIGURATION if by_account.exists() else PauseReason.FAILURES)


def _pause(campaign_id: int, reason: PauseReason) -> None:
    logger.error("campaign %d is paused: %s", campaign_id, reason)
    life.pause(campaign=Campaign(pk=campaign_id), by=None, reason=reason)
    # Whoever lets it go on begins a new count.
    Chunk.objects.filter(campaign=campaign_id).update(sent=0, failed=0, stalled_since=None)


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
    return _is_too_much(count, failed)


def _is_too_much(count: int, failed: int) -> bool:
    return count >= settings.BREAKER_LEAST and failed > count * settings.BREAKER_SHARE


def _begin_to_stall(lease: Lease) -> None:
    """A gateway that answers nothing keeps the chunk for the sweeper: nobody else notes it."""
    held = Chunk.objects.filter(pk=lease.chunk_id, owner=lease.owner, stalled_since=None)
    held.update(stalled_since=Now())


def _stalled_for_long(lease: Lease) -> bool:
    before = Now() - timedelta(seconds=settings.BREAKER_STALLED_SECONDS)
    return Chunk.objects.filter(pk=lease.chunk_id, stalled_since__lte=before).exists()
