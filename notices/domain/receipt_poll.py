"""Receipts asked for: where a closed network keeps the gateway's reports from reaching us.

A chunk is asked about at once, then after twice as long each time, until each of its texts has a final word
or its carrier has given up. What the gateway says becomes a receipt as if it had been reported: repeated,
late and contradicting answers are settled in one place (`domain.receive`).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from enrollment.enums import Channel
from notices.domain import receive
from notices.domain.audience import segment_of
from notices.domain.deliver import reference_of
from notices.domain.measure import sms_measure
from notices.enums import ChunkState, DeliveryState, HandOverReason
from notices.gateways import codes, texts
from notices.gateways.base import NotReached, Refused, Status, Unclear
from notices.gateways.meaning import Meaning
from notices.models import Campaign, Delivery, ReceiptPoll
from notices.validators.sms_text import SmsKind

logger = logging.getLogger(__name__)

CHUNKS_AT_ONCE = 10
LEASE = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=6)
_TEXTS = [Channel.SMS.value, Channel.ALIMTALK.value]
NO_FINAL_WORD = [
    DeliveryState.HANDED_OVER.value,
    DeliveryState.ACCEPTED.value,
    DeliveryState.UNCONFIRMED.value,
]
_TELLS_NOTHING = frozenset({Meaning.WAITING, Meaning.TAKEN})

# Chunks that began longer ago than any text can wait need no plan.
_PLAN = """
INSERT INTO notices_receiptpoll (chunk_id, asked, next_at)
SELECT k.id, 0, %(now)s
  FROM notices_chunk k JOIN notices_campaign c ON c.id = k.campaign_id
 WHERE c.started_at > %(since)s AND k.channel = ANY(%(channels)s)
   AND (k.sent > 0 OR k.state = 'done')
   AND NOT EXISTS (SELECT 1 FROM notices_receiptpoll p WHERE p.chunk_id = k.id)
ON CONFLICT DO NOTHING"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A text without final word; `since` is when it was claimed."""

    delivery_id: int
    state: str
    since: datetime


def poll() -> int:
    """Ask about every chunk that is due, the longest waiting first; returns how many receipts were new.

    Does nothing without `RECEIPTS_POLL_SECONDS`. A gateway that does not answer is asked at the next run.
    """
    if not settings.RECEIPTS_POLL_SECONDS:
        return 0
    _plan()
    stored = 0
    while due := _take_due():
        found = _ask(due)
        if found is None:
            return stored
        stored += found
    return stored


def _plan() -> None:
    now = timezone.now()
    longest = max(settings.RECEIPTS_POLL_HOURS.values())
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, {"now": now, "since": now - timedelta(hours=longest + 24), "channels": _TEXTS})


@transaction.atomic
def _take_due() -> list[ReceiptPoll]:
    """Some that are due, put off meanwhile: a poller that dies leaves them to the next."""
    now = timezone.now()
    due = ReceiptPoll.objects.select_for_update(skip_locked=True, of=("self",)).filter(next_at__lte=now)
    taken = list(due.select_related("chunk").order_by("next_at", "id")[:CHUNKS_AT_ONCE])
    ReceiptPoll.objects.filter(pk__in=[one.pk for one in taken]).update(next_at=now + LEASE)
    return taken


def _ask(due: Sequence[ReceiptPoll]) -> int | None:
    """How many receipts were new; None when the gateway did not answer."""
    now = timezone.now()
    waiting = {one.pk: _waiting(one) for one in due}
    asked = [text for one in due for text in waiting[one.pk]]
    found: dict[str, Status] = {}
    if asked:
        gateway = texts.gateway(settings.SMS_URL)
        references = [reference_of(text.delivery_id) for text in asked]
        try:
            found = gateway.lookup(references, min(text.since for text in asked))
        except (NotReached, Unclear, Refused) as away:
            logger.warning("the gateway cannot be asked for receipts (%s)", type(away).__name__)
            wait = timedelta(seconds=settings.RECEIPTS_POLL_SECONDS)
            ReceiptPoll.objects.filter(pk__in=waiting).update(next_at=now + wait)
            return None
    events = [event for reference, status in found.items() if (event := event_of(reference, status))]
    stored = receive.store(provider=texts.gateway(settings.SMS_URL).provider, events=events) if events else 0
    for one in due:
        _settle(one, waiting[one.pk], now)
    return stored


def _waiting(one: ReceiptPoll) -> list[_Waiting]:
    rows = one.chunk.rows.filter(state__in=NO_FINAL_WORD, claimed_at__isnull=False)
    rows = rows.exclude(reason=HandOverReason.NO_RECEIPT)
    return [_Waiting(*row) for row in rows.order_by("id").values_list("id", "state", "claimed_at")]


def event_of(reference: str, status: Status) -> receive.Event | None:
    """None for a word that is none yet. The name of an event is that of a bare report about the same."""
    provider = texts.gateway(settings.SMS_URL).provider
    if codes.meaning_of(provider, status.code) in _TELLS_NOTHING:
        return None
    return receive.Event(
        event_id=f"{status.message_id or reference}:{status.code}",
        reference=reference,
        gateway_ref=status.message_id,
        status_code=status.code,
        payload={"asked_for": reference, "messageId": status.message_id, "statusCode": status.code},
        occurred_at=None,
    )


def _settle(one: ReceiptPoll, waiting: Sequence[_Waiting], now: datetime) -> None:
    """Choose the next time, or none; say of texts nobody can hear of any more that no receipt came."""
    until = now - timedelta(hours=_hours(one)) if waiting else now
    late = [text.delivery_id for text in waiting if text.since <= until]
    Delivery.objects.filter(pk__in=late, state__in=NO_FINAL_WORD).exclude(
        state=DeliveryState.UNCONFIRMED
    ).update(reason=HandOverReason.NO_RECEIPT)
    is_over = len(late) == len(waiting) and one.chunk.state == ChunkState.DONE
    one.next_at = None if is_over else now + wait_after(one.asked)
    one.asked += 1
    one.save(update_fields=["next_at", "asked"])


def wait_after(asked: int) -> timedelta:
    """How long until the next time, after so many answers: twice as long each time."""
    return min(timedelta(seconds=settings.RECEIPTS_POLL_SECONDS * 2 ** min(asked, 20)), LONGEST_WAIT)


def _hours(one: ReceiptPoll) -> int:
    """So long may a carrier still bring a text of this chunk."""
    if one.chunk.channel == Channel.ALIMTALK:
        return settings.RECEIPTS_POLL_HOURS["alimtalk"]
    campaign = Campaign.objects.select_related("district", "topic", "alimtalk_template").get(
        pk=one.chunk.campaign_id
    )
    is_short = sms_measure(campaign, segment_of(campaign)).kind == SmsKind.SMS
    return settings.RECEIPTS_POLL_HOURS["SMS" if is_short else "LMS"]
