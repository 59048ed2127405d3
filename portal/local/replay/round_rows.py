"""Rows the rounds leave behind, chained and sealed as the domain does it, and brought in by COPY."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Model

from notices.domain.notice import evidence
from notices.enums.notice import EventKind
from notices.models import AddressedNotice, DirectMessage, NoticeEvent, NoticeMessage, NoticeRequest, Receipt
from portal.common.bulk import copy_in, restart_sequence, take_ids
from portal.common.crypto import encryptor
from portal.common.models import AuditEvent

TABLES = (
    (
        AddressedNotice,
        "notices",
        (
            "id round_id position name birth_date address values dong_id tong_id ban verdict problems "
            "candidates person_id subject consent_id state token document document_hash rung next_at "
            "arrived_at seen_at seen_by signed_at failed_views paper_reason on_paper_at printed_at "
            "paper_result paper_result_at "
            "events head"
        ),
    ),
    (
        NoticeMessage,
        "messages",
        "notice_id rung channel contact_id state reason posted_at handed_over_at delivered_at",
    ),
    (
        Receipt,
        "receipts",
        "id provider event_id reference status_code payload occurred_at received_at",
    ),
    (
        NoticeRequest,
        "requests",
        "id notice_id kind text state asked_at due_on answer answered_by_id answered_at",
    ),
    (NoticeEvent, "events", "notice_id sequence at kind actor_id detail sealed previous digest"),
    (AuditEvent, "audit", "at actor_id action object_type object_id detail"),
)


@dataclass(slots=True)
class Rows:
    """Rows of every table, in the order of the columns in `TABLES`."""

    notices: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    receipts: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    events: list = field(default_factory=list)
    audit: list = field(default_factory=list)


class Ledger:
    """Takes the rows in, and gives out the numbers they name each other by."""

    def __init__(self):
        self.rows = Rows()
        self.seal = encryptor()
        self._numbers = {
            model: _numbers(model) for model in (AddressedNotice, DirectMessage, NoticeRequest, Receipt)
        }

    def next_id(self, model: type[Model]) -> int:
        return next(self._numbers[model])

    def audit(
        self, at: datetime, actor_id: int | None, action: str, model: type[Model], pk: int, **detail
    ) -> None:
        self.rows.audit.append((at, actor_id, action, model._meta.label_lower, pk, detail))

    def load(self) -> dict[str, int]:
        """COPY every table; rows written, by table."""
        written = {
            name: copy_in(model, tuple(columns.split()), getattr(self.rows, name))
            for model, name, columns in TABLES
        }
        for model in (AddressedNotice, NoticeRequest, Receipt):
            restart_sequence(model)
        return written


@dataclass(slots=True)
class _Told:
    """What a `NoticeEvent` holds, without the cost of one."""

    notice_id: int
    at: datetime
    kind: str
    actor_id: int | None
    detail: dict
    sealed: str | None
    sequence: int = 0
    previous: str = ""
    digest: str = ""


class Chain:
    """The evidence of one notice: told in any order, chained in the order of time."""

    def __init__(self, notice_id: int, ledger: Ledger):
        self.notice_id, self.ledger = notice_id, ledger
        self.events, self.head = 0, ""
        self._told: list[_Told] = []

    def add(
        self, kind: EventKind, at: datetime, /, *, by: int | None = None, sealed: dict | None = None, **detail
    ) -> None:
        self._told.append(
            _Told(
                notice_id=self.notice_id,
                at=at,
                kind=kind.value,
                actor_id=by,
                detail=detail,
                sealed=None if sealed is None else _canonical(sealed),
            )
        )

    def close(self) -> None:
        """Write the events down; nothing can be added any more."""
        for event in sorted(self._told, key=lambda told: told.at):
            event.sequence, event.previous = self.events + 1, self.head
            event.digest = evidence.digest_of(event)
            self.events, self.head = event.sequence, event.digest
            self.ledger.rows.events.append(
                (
                    *(self.notice_id, event.sequence, event.at, event.kind, event.actor_id, event.detail),
                    None if event.sealed is None else self.ledger.seal(event.sealed),
                    *(event.previous, event.digest),
                )
            )


def moment(at: datetime | None) -> str | None:
    """A moment as it stands in evidence."""
    return None if at is None else str(at.astimezone(UTC))


def _canonical(value: dict) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _numbers(model: type[Model]) -> Iterator[int]:
    while True:
        yield from take_ids(model, 1000)
