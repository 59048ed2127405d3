"""The evidence of a notice: a chain of events in which any alteration shows.

Each digest covers the event and the digest before it, keyed with `settings.EVIDENCE_KEY`: who can write to
the database cannot make one. What the law asks to be kept of an electronic service (administrative procedures
act, article 14(6); e-government act decree, article 21(4)) is here and nowhere else.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BinaryField, ExpressionWrapper, F
from django.utils import timezone

from notices.enums.notice import EventKind
from notices.evidence_words import UNREADABLE
from notices.models import AddressedNotice, DestroyedEvidence, NoticeEvent
from portal.common import crypto
from portal.common.bulk import copy_in
from portal.common.crypto import encryptor

_COLUMNS = (
    "notice_id", "sequence", "at", "kind", "actor_id", "detail", "sealed", "previous", "digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to come. `detail`: codes, ids, hashes, times. `sealed`: personal data, kept encrypted."""

    notice_id: int
    kind: EventKind
    detail: dict = field(default_factory=dict)
    sealed: dict | None = None
    at: datetime | None = None


def record(
    notice: AddressedNotice,
    kind: EventKind,
    *,
    by=None,
    at: datetime | None = None,
    sealed: dict | None = None,
    **detail,
) -> NoticeEvent:
    """Add one event. Call in the transaction of what it tells; the notice is locked until its end."""
    [event] = record_many([Entry(notice.pk, kind, detail, sealed, at)], by=by)
    notice.events, notice.head = event.sequence, event.digest
    return event


@transaction.atomic
def record_many(entries: Iterable[Entry], *, by=None) -> Sequence[NoticeEvent]:
    """Add events of many notices, in the order given, in a constant number of statements.

    The events given back do not know their number.
    """
    entries, now = list(entries), timezone.now()
    ids = {entry.notice_id for entry in entries}
    locked = AddressedNotice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    ends = {pk: (events, head) for pk, events, head in locked.values_list("pk", "events", "head")}
    events = []
    for entry in entries:
        sequence, previous = ends[entry.notice_id]
        event = NoticeEvent(
            notice_id=entry.notice_id,
            sequence=sequence + 1,
            at=entry.at or now,
            kind=entry.kind,
            actor=by,
            detail=_as_kept(entry.detail),
            sealed=None if entry.sealed is None else _canonical(entry.sealed),
            previous=previous,
        )
        event.digest = digest_of(event)
        ends[entry.notice_id] = event.sequence, event.digest
        events.append(event)
    # COPY draws the numbers under its lock on the table: the anchor relies on it.
    copy_in(NoticeEvent, _COLUMNS, _rows(events))
    _move_ends({pk: ends[pk] for pk in ids})
    return events


def _rows(events: Iterable[NoticeEvent]) -> Iterator[tuple]:
    encrypt = encryptor()
    for event in events:
        sealed = None if event.sealed is None else encrypt(event.sealed)
        yield (
            event.notice_id, event.sequence, event.at, str(event.kind), event.actor_id, event.detail, sealed,
            event.previous, event.digest,
        )  # fmt: skip


def _move_ends(ends: dict[int, tuple[int, str]]) -> None:
    if not ends:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_addressednotice n SET events = e.events, head = e.head "
            "FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS e (id, events, head) WHERE n.id = e.id",
            [list(ends), [count for count, _ in ends.values()], [head for _, head in ends.values()]],
        )


def digest_of(event: NoticeEvent) -> str:
    """What `digest` of an unaltered event holds."""
    return keyed(
        [
            event.notice_id,
            event.sequence,
            event.at.astimezone(UTC).isoformat(),
            str(event.kind),
            event.actor_id,
            event.detail,
            event.sealed,
            event.previous,
        ]
    )


def keyed(value) -> str:
    """A digest of `value`, which JSON can write, that only a holder of the key can make."""
    return hmac.new(settings.EVIDENCE_KEY, _canonical(value).encode(), hashlib.sha256).hexdigest()


def digest_of_destroyed(row: DestroyedEvidence) -> str:
    """What `digest` of an unaltered record of destruction holds."""
    return keyed(
        [
            "destroyed",
            row.notice_id,
            row.events,
            row.digests,
            row.keep_until.isoformat(),
            row.destroyed_at.astimezone(UTC).isoformat(),
        ]
    )


def first_fault(notice: AddressedNotice) -> int | None:
    """The sequence number of the first event that was altered, added or removed; None when all is intact."""
    return first_fault_in(events_of([notice.pk])[notice.pk], notice)


def events_of(notice_ids: Iterable[int]) -> dict[int, list[NoticeEvent]]:
    """The events of each notice in order. A sealed text nobody can read any more fits no digest."""
    found = {pk: [] for pk in notice_ids}
    rows = NoticeEvent.objects.filter(notice__in=found).defer("sealed").select_related("actor")
    for event in rows.annotate(blob=raw("sealed")).order_by("notice", "sequence"):
        event.sealed = None if event.blob is None else opened(event.blob)
        found[event.notice_id].append(event)
    return found


def opened(blob: bytes) -> str:
    """The text in an encrypted column, or a mark that is none."""
    try:
        return crypto.decrypt(blob)
    except crypto.CryptoError:
        return UNREADABLE


def raw(column: str) -> ExpressionWrapper:
    """An encrypted column as it lies in the database."""
    return ExpressionWrapper(F(column), output_field=BinaryField())


def first_fault_in(events: Iterable[NoticeEvent], notice: AddressedNotice) -> int | None:
    """`first_fault` of events read already, in order."""
    previous, sequence = "", 0
    for event in events:
        sequence += 1
        if (
            event.sequence != sequence
            or event.previous != previous
            or not hmac.compare_digest(event.digest, digest_of(event))
        ):
            return sequence
        previous = event.digest
    if (notice.events, notice.head) != (sequence, previous):
        return sequence + 1
    return None


def _as_kept(detail: dict) -> dict:
    """As the database gives it back: it would write some fractions in another way, so they become text."""
    return json.loads(json.dumps(detail, default=str), parse_float=str, parse_constant=str)


def _canonical(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
