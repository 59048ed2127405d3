"""Counting cells of summaries anew, one counter at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Min

from portal.common.models import StaleCell
from portal.common.summary.definition import Summary, named, registered

_LOCK = 0x50_7F_16
"""Of whoever counts: an advisory lock of the database, held until the end of the transaction."""

_TAKE = """
DELETE FROM common_stalecell WHERE summary = %(summary)s AND cell IN (
    SELECT cell FROM common_stalecell WHERE summary = %(summary)s
     GROUP BY cell ORDER BY min(id) LIMIT %(limit)s)
RETURNING cell"""

_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


@contextmanager
def may_not_write() -> Iterator[None]:
    """Inside, `catch_up` does nothing: the figures of a page are read in a snapshot that stays as it is."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


def may_write() -> bool:
    """False inside `may_not_write`."""
    return not _only_reading.get()


def catch_up(limit: int | None = None) -> int:
    """Count anew what the ledgers say has changed, at most `limit` cells; how many were counted.

    All or nothing, so that summaries agree with each other. Nothing happens while somebody else counts: what
    they leave is still noted.
    """
    if not may_write() or not StaleCell.objects.exists():
        return 0
    with transaction.atomic():
        return _catch_up(limit) if _is_alone() else 0


def rebuild(*names: str) -> None:
    """Count whole summaries from their ledgers, all of them without `names`: after a bulk load.

    Waits for whoever is counting. Raises KeyError for a summary nobody knows.
    """
    for summary in [named(name) for name in names] or registered():
        with transaction.atomic():
            _wait_alone()
            StaleCell.objects.filter(summary=summary.name).delete()
            _count(summary)


def unsettled_since() -> datetime | None:
    """When the oldest change began that is in no summary yet; None when all is counted."""
    return StaleCell.objects.aggregate(since=Min("at"))["since"]


def _catch_up(limit: int | None) -> int:
    """In the order of registration: what a summary notes about those counted from it is counted with it."""
    counted = 0
    derived_from = {summary.table for summary in registered()}
    for summary in registered():
        bound = None if summary.ledger in derived_from else limit
        cells = _take(summary, bound)
        if cells:
            _count(summary, cells)
            counted += len(cells)
    return counted


def _take(summary: Summary, limit: int | None) -> list[str]:
    """Cells to count, off the list. What is noted from now on is in a later statement's list."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"summary": summary.name, "limit": limit})
        return sorted({cell for (cell,) in cursor.fetchall()})


def _count(summary: Summary, cells: list[str] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(summary, whole=cells is None), {"cells": cells})


def _statement(summary: Summary, *, whole: bool) -> str:
    """Bring the rows of the cells to what the ledger counts; rows that are right are left alone."""
    key, counts = ", ".join(summary.key), ", ".join(summary.counts)
    sums = ", ".join(f"sum({count})::integer AS {count}" for count in summary.counts)
    cells = summary.cells_from("%(cells)s::text[]")
    given = (
        f"({summary.given_by(summary.ledger)}) g"
        if whole
        else f"({cells}) c CROSS JOIN LATERAL ({summary.given_by(summary.ledger, near=True)}) g"
    )
    same = " AND ".join(f"n.{column} = t.{column}" for column in summary.key)
    of_cells = " AND ".join(f"c.{column} = t.{column}" for column in summary.cell)
    in_cells = "TRUE" if whole else f"EXISTS (SELECT FROM ({cells}) c WHERE {of_cells})"
    news = ", ".join(f"excluded.{count}" for count in summary.counts)
    olds = ", ".join(f"t.{count}" for count in summary.counts)
    grouped = ", ".join(f"g.{column}" for column in summary.key)
    return (
        f"WITH counted AS MATERIALIZED (SELECT {grouped}, {sums} FROM {given} GROUP BY {grouped}),"
        f" gone AS (DELETE FROM {summary.table} t WHERE {in_cells}"
        f" AND NOT EXISTS (SELECT FROM counted n WHERE {same}))"
        f" INSERT INTO {summary.table} AS t ({key}, {counts}) SELECT {key}, {counts} FROM counted"
        f" ON CONFLICT ({key}) DO UPDATE SET ({counts}) = ROW({news})"
        f" WHERE ({olds}) IS DISTINCT FROM ({news})"
    )


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return cursor.fetchone()[0]


def _wait_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
