"""All figures of one page from one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Read in one snapshot of the database: an application accepted meanwhile is in all figures or in none.

    Inside a transaction that is already open, its own isolation level stays.
    """
    opens_transaction = not connection.in_atomic_block
    with transaction.atomic():
        if opens_transaction:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
