"""Many rows at once: COPY, the fastest way into PostgreSQL, for data our own code has already checked."""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

LINES_A_BATCH = 500
CHARACTERS_A_READ = 1 << 16
"""Asked for at once by COPY: few reads, as each may wait for another thread; of a large table several, and
the database takes in one while the next is made."""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[tuple], same: dict | None = None
) -> int:
    """COPY `rows` into the table of `model` and return how many there were.

    `columns` are database columns; values are None, bool, numbers, text, bytes, dates, aware datetimes,
    lists of codes (arrays) or dicts (JSON). `same` holds, by column, what every row says alike.
    Constraints and triggers hold as for any insert.
    """
    same = same or {}
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    end = "".join(f"\t{_literal(value)}" for value in same.values()) + "\n"
    source = _Lines("\t".join([_WRITERS[type(value)](value) for value in row]) + end for row in rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', source, CHARACTERS_A_READ)
    return source.count


def copy_in_with_defaults(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[tuple], same: dict | None = None
) -> int:
    """`copy_in` that gives every other column that may not be null the default of its field."""
    defaults = {
        field.column: "" if field.default is NOT_PROVIDED else field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.null and field.column not in columns
    }
    return copy_in(model, columns, rows, defaults | (same or {}))


def take_ids(model: type[Model], count: int) -> list[int]:
    """Primary keys for `count` rows to come."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(sequence)) FROM generate_series(1, %s), "
            "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) s",
            [count, model._meta.db_table],
        )
        return cursor.fetchone()[0]


def restart_sequence(model: type[Model]) -> None:
    """Let the primary key go on after the highest one copied in."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "
            f'(SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"), false)'
        )


def _literal(value) -> str:
    return _WRITERS[type(value)](value)


def _text(value: str) -> str:
    # Tabs and line breaks are not printable: nearly every text passes at once.
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _array(value) -> str:
    return "{" + ",".join(value) + "}"


def _json(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _of_subclass(value) -> str:
    """Enums, lazy texts and the like, by what they derive from."""
    for kind in (str, datetime, date, dict, list, tuple):
        if isinstance(value, kind):
            return _WRITERS[kind](value)
    return str(value)


class _Writers(dict):
    def __missing__(self, kind: type):
        return _of_subclass


_WRITERS = _Writers(
    {
        type(None): lambda value: "\\N",
        bool: lambda value: "t" if value else "f",
        str: _text,
        int: str,
        bytes: lambda value: "\\\\x" + value.hex(),
        datetime: datetime.isoformat,
        date: date.isoformat,
        dict: _json,
        list: _array,
        tuple: _array,
    }
)


class _Lines(io.TextIOBase):
    """Lines as the file COPY reads from, a batch at a time: memory stays flat."""

    def __init__(self, lines: Iterator[str]):
        self.lines = lines
        self.rest = ""
        self.count = 0

    def read(self, size: int = -1) -> str:
        while len(self.rest) < size:
            batch = list(islice(self.lines, LINES_A_BATCH))
            if not batch:
                break
            self.count += len(batch)
            self.rest += "".join(batch)
        head, self.rest = self.rest[:size], self.rest[size:]
        return head
