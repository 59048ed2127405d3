"""All figures of one page from one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from portal.common import summary

CAUGHT_UP_CELLS = 400
"""Parts of summaries a page counts before it is read; what is more, workers count within seconds."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Read in one snapshot of the database: an application accepted meanwhile is in all figures or in none.

    What changed just before is counted into the summaries first. Inside a transaction that is already open,
    its own isolation level stays; a moment inside another is part of it.
    """
    if not summary.may_write():
        yield
        return
    opens_transaction = not connection.in_atomic_block
    summary.catch_up(CAUGHT_UP_CELLS)
    with summary.may_not_write(), transaction.atomic():
        if opens_transaction:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def moment() -> datetime:
    """When the moment began: the same for all that is read in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]
