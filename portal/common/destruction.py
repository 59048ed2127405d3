"""Destroying personal data at the end of their retention period, and saying that it was done."""

from contextlib import contextmanager
from datetime import date

from portal.common.models import DestructionLog


@contextmanager
def destroying(connection):
    """Inside, append-only tables may change: for one transaction, and only to destroy.

    Must run inside a transaction; the permission ends with the block.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'on'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'off'")


def log_destruction(*, what: str, amount: int, ended_before: date, basis: str, by=None) -> DestructionLog:
    """Append what was destroyed: codes and numbers, never whose."""
    return DestructionLog.objects.create(
        what=what, amount=amount, ended_before=ended_before, basis=basis, actor=by
    )
