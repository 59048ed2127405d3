"""Receipts of providers: stored as they come, applied once, in any order.

The view only stores; `apply_due` matches receipts with messages by our reference, or by the provider's
own when it left ours out. A receipt that fits nothing yet waits in the inbox: it may be faster than the
commit of the hand-over.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notices.domain import aftermath, awaited, breaker, outbox_results, receipt_match
from notices.domain.bells import ring_receipts
from notices.domain.results import rank_sql
from notices.gateways.meaning import GONE, Meaning
from notices.models import Delivery, DirectMessage, ReceiptInbox
from portal.common import crypto

logger = logging.getLogger(__name__)

BATCH_SIZE = 1000

_STORE = """
WITH stored AS (
    INSERT INTO notices_receipt
           (provider, event_id, reference, status_code, payload, occurred_at, received_at)
    SELECT %(provider)s, e.*, %(now)s
      FROM unnest(%(ids)s::text[], %(references)s::text[], %(codes)s::text[], %(payloads)s::bytea[],
                  %(times)s::timestamptz[]) e
    ON CONFLICT (provider, event_id) DO NOTHING
 RETURNING id)
INSERT INTO notices_receiptinbox (receipt_id, tries, next_try_at) SELECT id, 0, %(now)s FROM stored"""

_APPLY = """
UPDATE {table} m
   SET state = CASE WHEN r.rank > {rank} THEN r.state ELSE m.state END,
       reason = CASE WHEN r.rank > {rank} THEN r.reason ELSE m.reason END,
       delivered_at = CASE WHEN r.state = 'delivered' THEN COALESCE(m.delivered_at, r.at)
                           ELSE m.delivered_at END{more}
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(ranks)s::int[], %(reasons)s::text[],
              %(times)s::timestamptz[]) r (id, state, rank, reason, at)
 WHERE m.id = r.id"""


@dataclass(frozen=True, slots=True)
class Event:
    """One receipt. `reference` is ours (d…, m…) when the provider gave it back, else empty."""

    event_id: str
    reference: str
    gateway_ref: str
    status_code: str
    payload: dict
    occurred_at: datetime | None


@transaction.atomic
def store(*, provider: str, events: Sequence[Event]) -> int:
    """Keep receipts and put the new ones into the inbox; returns how many were new.

    An event that came before is left alone. Rings the receipts queue after commit.
    """
    parameters = {
        "provider": provider,
        "now": timezone.now(),
        "ids": [event.event_id for event in events],
        "references": [event.reference or event.gateway_ref for event in events],
        "codes": [event.status_code for event in events],
        "payloads": [crypto.encrypt(json.dumps(event.payload, ensure_ascii=False)) for event in events],
        "times": [event.occurred_at for event in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, parameters)
        stored = cursor.rowcount
    if stored:
        ring_receipts()
    return stored


def apply_due() -> int:
    """Apply every receipt that is due; returns how many found their message."""
    applied = 0
    while True:
        matched, looked_at, refused = _apply_batch()
        # After the commit: it changes rows workers change in another order.
        breaker.hear(refused)
        applied += matched
        if looked_at < BATCH_SIZE:
            return applied


@transaction.atomic
def _apply_batch() -> tuple[int, int, dict[int, Meaning]]:
    """How many receipts found their message, how many were looked at, and which deliveries failed by them
    that had been taken."""
    now = timezone.now()
    due = (
        ReceiptInbox.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(next_try_at__lte=now)
        .select_related("receipt")
        .defer("receipt__payload")
        .order_by("next_try_at", "id")
    )
    waiting = list(due[:BATCH_SIZE])
    if not waiting:
        return 0, 0, {}
    targets = receipt_match.targets_of({entry.receipt.reference for entry in waiting})
    matched = [entry for entry in waiting if entry.receipt.reference in targets]
    changes = receipt_match.changes_by(matched, targets)
    refused = receipt_match.refused_after_all(changes)
    _apply(Delivery, {pk: change for (model, pk), change in changes.items() if model is Delivery})
    _apply(DirectMessage, {pk: change for (model, pk), change in changes.items() if model is DirectMessage})
    awaited.hear(receipt_match.failed(changes))
    aftermath.follow(
        gone=receipt_match.deliveries(changes, *GONE),
        opted_out=receipt_match.deliveries(changes, Meaning.OPT_OUT),
        soft=receipt_match.deliveries(changes, Meaning.SOFT_BOUNCED),
        complained=receipt_match.complained(matched, targets),
        source="receipt",
    )
    ReceiptInbox.objects.filter(pk__in=[entry.pk for entry in matched]).delete()
    _keep_waiting([entry for entry in waiting if entry.receipt.reference not in targets], now)
    return len(matched), len(waiting), refused


def _apply(model: type, changes: dict[int, receipt_match.Change]) -> None:
    if not changes:
        return
    more = "" if model is Delivery else "".join(f", {field} = NULL" for field in outbox_results.ERASED)
    statement = _APPLY.format(table=model._meta.db_table, rank=rank_sql("m.state"), more=more)
    rows = list(changes.values())
    parameters = {
        "ids": list(changes),
        "states": [str(change.state) for change in rows],
        "ranks": [change.rank for change in rows],
        "reasons": [change.reason for change in rows],
        "times": [change.at for change in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _keep_waiting(entries: list[ReceiptInbox], now: datetime) -> None:
    """Look again later, a growing time apart; the receipt itself is kept when we stop looking."""
    waits = settings.RECEIPT_RETRY_SECONDS
    stale = [entry for entry in entries if entry.tries >= len(waits)]
    kept = [entry for entry in entries if entry.tries < len(waits)]
    if stale:
        logger.warning("%d receipts fit no message and are left aside", len(stale))
        ReceiptInbox.objects.filter(pk__in=[entry.pk for entry in stale]).delete()
    for entry in kept:
        entry.next_try_at = now + timedelta(seconds=waits[entry.tries])
        entry.tries += 1
    ReceiptInbox.objects.bulk_update(kept, ["next_try_at", "tries"])
