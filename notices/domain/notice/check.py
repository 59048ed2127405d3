"""Looking through all evidence: chains, their ends, what they prove, certificates, anchors.

A finding names rows by number, never people.
"""

import hashlib
import json
import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge

from django.db.models import QuerySet

from notices.domain.notice import anchor, evidence
from notices.domain.notice.told import told_by
from notices.enums.notice import EventKind
from notices.evidence_words import UNREADABLE
from notices.models import AddressedNotice, DestroyedEvidence, EvidenceAnchor, NoticeCertificate, NoticeEvent
from portal.common.fields import EncryptedField

log = logging.getLogger(__name__)

STEP = 500
TEXTS = tuple(field.name for field in AddressedNotice._meta.fields if isinstance(field, EncryptedField))
"""Columns of a notice that can be damaged, and then cannot be read with the rest."""
IDENTITY = ("name", "birth_date", "address")
"""Columns that stand in the first event as well."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` is wrong with the row `number` of `table`; `event` counts within its notice."""

    table: str
    number: int
    what: str
    event: int | None = None

    def __str__(self) -> str:
        place = f" event {self.event}" if self.event else ""
        return f"{self.table} {self.number}{place}: {self.what}"


def faults() -> Iterator[Fault]:
    """Everything that does not hold, notice by notice, then anchor by anchor."""
    last = 0
    while step := list(_notices().filter(pk__gt=last).order_by("pk")[:STEP]):
        yield from _of_notices(step)
        last = step[-1].pk
    yield from _of_anchors()


def report() -> int:
    """Write every fault to the log; how many."""
    found = 0
    for fault in faults():
        log.error("evidence altered: %s", fault)
        found += 1
    return found


def faults_of(notice: AddressedNotice) -> list[Fault]:
    """What does not hold of the evidence of one notice."""
    return list(_of_notices(_notices().filter(pk=notice.pk)))


def _notices() -> QuerySet[AddressedNotice]:
    columns = {f"written_{name}": evidence.raw(name) for name in IDENTITY}
    return AddressedNotice.objects.defer(*TEXTS).annotate(**columns, written=evidence.raw("document"))


def _of_notices(notices: Iterable[AddressedNotice]) -> Iterator[Fault]:
    ids = [notice.pk for notice in notices]
    events, certificates = evidence.events_of(ids), defaultdict(list)
    for row in NoticeCertificate.objects.filter(notice__in=ids).order_by("pk"):
        certificates[row.notice_id].append(row)
    destroyed = {row.notice_id: row for row in DestroyedEvidence.objects.filter(notice__in=ids)}
    for notice in notices:
        own = events[notice.pk]
        if notice.erased_at is not None or notice.pk in destroyed:
            yield from _of_destroyed(notice, destroyed.get(notice.pk), own)
            continue
        if sequence := evidence.first_fault_in(own, notice):
            yield Fault("notice", notice.pk, "the chain is broken", sequence)
        yield from _of_columns(notice, own, is_whole=sequence is None)
        yield from _of_certificates(certificates[notice.pk], own)


def _of_destroyed(notice, row: DestroyedEvidence | None, events: list) -> Iterator[Fault]:
    if row is None or notice.erased_at is None or row.digest != evidence.digest_of_destroyed(row):
        yield Fault("notice", notice.pk, "emptied without the record of a destruction")
    elif events or len(row.events) != notice.events or notice.head != (row.digests or [""])[-1]:
        yield Fault("notice", notice.pk, "the record of its destruction does not fit")


def _of_columns(notice: AddressedNotice, events: list[NoticeEvent], *, is_whole: bool) -> Iterator[Fault]:
    kinds = {event.kind for event in events}
    column = told_by(events).differs(notice)
    if column == "state":
        yield Fault("notice", notice.pk, f"{notice.state} without evidence")
    elif column and is_whole:
        yield Fault("notice", notice.pk, f"{column} is not what the evidence tells")
    if not _is_whom_the_roll_named(notice, events):
        yield Fault("notice", notice.pk, "the person is not the one the roll named")
    if EventKind.DOCUMENT not in kinds:
        return
    fixed = [event.detail for event in events if event.kind == EventKind.DOCUMENT][-1]
    written = "" if notice.written is None else evidence.opened(notice.written)
    digest = hashlib.sha256(written.encode()).hexdigest()
    if notice.document_hash != digest or digest not in fixed.values():
        yield Fault("notice", notice.pk, "the document is not the one that was approved")


def _is_whom_the_roll_named(notice: AddressedNotice, events: list[NoticeEvent]) -> bool:
    named = next((one.sealed for one in events if one.kind == EventKind.MATCHED), None)
    if named in (None, UNREADABLE):
        return True  # an unreadable event breaks the chain
    told = json.loads(named)
    written = {name: getattr(notice, f"written_{name}") for name in IDENTITY}
    return all(
        told.get(name) == (None if blob is None else evidence.opened(blob))
        for name, blob in written.items()
        if name in told
    )


def _of_certificates(certificates: list, events: list[NoticeEvent]) -> Iterator[Fault]:
    told = {event.detail.get("number"): event for event in events if event.kind == EventKind.CERTIFIED}
    for row in certificates:
        if not is_backed(row, told.pop(row.number, None), events):
            yield Fault("certificate", row.pk, "not as it was issued")
    for event in told.values():
        yield Fault("notice", event.notice_id, "the certificate is gone", event.sequence)


def is_backed(row: NoticeCertificate, told: NoticeEvent | None, events: list[NoticeEvent]) -> bool:
    """Whether a certificate stands in the evidence as it was issued."""
    head = events[row.events - 1].digest if 0 < row.events <= len(events) else None
    return (
        told is not None
        and head == row.head
        and told.sequence == row.events + 1
        and (told.at, told.actor_id, told.detail.get("pdf_hash"))
        == (row.issued_at, row.issued_by_id, row.pdf_hash)
    )


def _of_anchors() -> Iterator[Fault]:
    gone = [
        pair
        for events, digests in DestroyedEvidence.objects.values_list("events", "digests").iterator()
        for pair in zip(events, digests, strict=False)
    ]
    gone.sort()
    previous: EvidenceAnchor | None = None
    for row in EvidenceAnchor.objects.order_by("last_event").iterator():
        bounds = (row.first_event, row.last_event)
        events = NoticeEvent.objects.filter(pk__range=bounds).order_by("pk").values_list("pk", "digest")
        pairs = merge(events.iterator(chunk_size=5000), _between(gone, *bounds))
        follows = (
            row.first_event == (previous.last_event + 1 if previous else 1)
            and row.previous == (previous.digest if previous else "")
        )  # fmt: skip
        if not follows:
            yield Fault("anchor", row.pk, "does not follow the one before")
        if row.digest != anchor.digest_of(row, pairs):
            yield Fault("anchor", row.pk, "events {} to {} are not those of its day".format(*bounds))
        previous = row


def _between(pairs: list[tuple[int, str]], first: int, last: int) -> list[tuple[int, str]]:
    return pairs[bisect_left(pairs, (first, "")) : bisect_left(pairs, (last + 1, ""))]
