"""Where the local mail and SMS servers keep what arrived: a SQLite file each, fast to append to and list.

The servers write, the web process reads. Losing the last messages in a power cut is accepted.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from django.utils import timezone

MAIL_FILE, SMS_FILE = "mail.sqlite3", "sms.sqlite3"

_MAIL_TABLE = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, received_at TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    raw BLOB NOT NULL)"""
_SMS_TABLES = (
    """
CREATE TABLE IF NOT EXISTS sms (
    id INTEGER PRIMARY KEY, received_at TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE,
    group_id TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL,
    subject TEXT NOT NULL, text TEXT NOT NULL, status_code TEXT NOT NULL, custom_fields TEXT NOT NULL,
    is_reported INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS sms_unreported ON sms (id) WHERE NOT is_reported",
)


@dataclass(frozen=True, slots=True)
class Mail:
    id: int
    received_at: datetime
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Sms:
    id: int
    received_at: datetime
    message_id: str
    group_id: str
    sender: str
    recipient: str
    kind: str
    subject: str
    text: str
    status_code: str
    custom_fields: str
    is_reported: bool


class _Store:
    """Newest first, searched by a fragment of the recipient."""

    table: str
    row: type

    def __init__(self, path: Path):
        self.path = path

    def count(self, fragment: str = "") -> int:
        with self._reading() as database:
            if database is None:
                return 0
            return database.execute(
                f"SELECT count(*) FROM {self.table} WHERE {self._WHERE}", self._like(fragment)
            ).fetchone()[0]

    def newest(self, fragment: str = "", *, limit: int, offset: int = 0) -> list:
        with self._reading() as database:
            if database is None:
                return []
            rows = database.execute(
                f"SELECT {self._columns} FROM {self.table} WHERE {self._WHERE} "
                "ORDER BY id DESC LIMIT ? OFFSET ?",
                (*self._like(fragment), limit, offset),
            ).fetchall()
        return [self._object(row) for row in rows]

    def get(self, pk: int):
        """Raises LookupError."""
        with self._reading() as database:
            row = (
                database
                and database.execute(
                    f"SELECT {self._columns} FROM {self.table} WHERE id = ?", (pk,)
                ).fetchone()
            )
        if not row:
            raise LookupError(pk)
        return self._object(row)

    _WHERE = "recipient LIKE ? ESCAPE '\\'"

    @property
    def _columns(self) -> str:
        return ", ".join(field.name for field in fields(self.row))

    def _object(self, row: Sequence):
        values = dict(zip((field.name for field in fields(self.row)), row, strict=True))
        return self.row(**{**values, "received_at": datetime.fromisoformat(values["received_at"])})

    @staticmethod
    def _like(fragment: str) -> tuple[str]:
        escaped = fragment.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return (f"%{escaped}%",)

    @contextmanager
    def _reading(self):
        """The file for reading; None when no server has written one yet."""
        if not self.path.exists():
            yield None
            return
        with closing(sqlite3.connect(self.path, timeout=10)) as database:
            yield database


class MailStore(_Store):
    table, row = "mail", Mail

    def __init__(self, folder: Path):
        super().__init__(folder / MAIL_FILE)

    def open_for_writing(self) -> None:
        self._writer = _writer(self.path, _MAIL_TABLE)

    def add(self, sender: str, recipients: Iterable[str], raw: bytes) -> None:
        """One row per recipient."""
        now = timezone.now().isoformat()
        self._writer.executemany(
            "INSERT INTO mail (received_at, sender, recipient, raw) VALUES (?, ?, ?, ?)",
            [(now, sender, recipient, raw) for recipient in recipients],
        )

    def close(self) -> None:
        self._writer.close()


class SmsStore(_Store):
    """Used by several threads of the gateway: the caller holds a lock while writing."""

    table, row = "sms", Sms

    def __init__(self, folder: Path):
        super().__init__(folder / SMS_FILE)

    def open_for_writing(self) -> None:
        self._writer = _writer(self.path, *_SMS_TABLES)

    def add(self, messages: Sequence[Sms]) -> None:
        self._writer.execute("BEGIN")
        self._writer.executemany(
            f"INSERT INTO sms ({self._columns.partition(', ')[2]}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    sms.received_at.isoformat(), sms.message_id, sms.group_id, sms.sender, sms.recipient,
                    sms.kind, sms.subject, sms.text, sms.status_code, sms.custom_fields, sms.is_reported,
                )
                for sms in messages
            ],
        )  # fmt: skip
        self._writer.execute("COMMIT")

    def unreported(self, before: datetime, limit: int) -> list[Sms]:
        """Oldest first, only those received before a time."""
        rows = self._writer.execute(
            f"SELECT {self._columns} FROM sms WHERE NOT is_reported AND received_at < ? ORDER BY id LIMIT ?",
            (before.isoformat(), limit),
        ).fetchall()
        return [self._object(row) for row in rows]

    def set_reported(self, statuses: dict[int, str]) -> None:
        """The last status code by row id."""
        self._writer.execute("BEGIN")
        self._writer.executemany(
            "UPDATE sms SET is_reported = 1, status_code = ? WHERE id = ?",
            [(code, pk) for pk, code in statuses.items()],
        )
        self._writer.execute("COMMIT")

    def created_between(self, start: datetime, end: datetime, after_id: int, limit: int) -> list[Sms]:
        rows = self._writer.execute(
            f"SELECT {self._columns} FROM sms WHERE id > ? AND received_at >= ? AND received_at <= ? "
            "ORDER BY id LIMIT ?",
            (after_id, start.isoformat(), end.isoformat(), limit),
        ).fetchall()
        return [self._object(row) for row in rows]

    def close(self) -> None:
        self._writer.close()


def _writer(path: Path, *tables: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")
    for table in tables:
        database.execute(table)
    return database
