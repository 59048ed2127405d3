"""What the database held before the first test, given back after each test that commits.

Django truncates every table and creates the reference data anew: with 150 tables and their 550 indexes that
costs more than many of the tests. Here rows are deleted where there are any, and reference data that a
test left as it was is left alone.
"""

from io import BytesIO

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

# Kept by rows whose tables refuse changes, and summed up by triggers: neither shall happen at tidying up.
WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"


class FirstState:
    """The rows of the tables that had any when this was made."""

    def __init__(self):
        self.tables = [
            connection.ops.quote_name(name)
            for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        ]
        with connection.cursor() as cursor:
            self.rows = {table: rows_of(cursor, table) for table in self._filled(cursor)}

    def restore(self) -> None:
        """Leave exactly those rows; sequences go on. Waits for open transactions, as truncating would."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WITHOUT_TRIGGERS)
            cursor.execute(f"LOCK TABLE {', '.join(self.tables)} IN ACCESS EXCLUSIVE MODE")
            for table in {*self._filled(cursor), *self.rows}:
                first = self.rows.get(table)
                if first is None or first != rows_of(cursor, table):
                    cursor.execute(f"DELETE FROM {table}")
                    if first is not None:
                        cursor.copy_expert(f"COPY {table} FROM STDIN", BytesIO(first))
        ContentType.objects.clear_cache()

    def _filled(self, cursor: CursorWrapper) -> list[str]:
        each = (f"SELECT {n} WHERE EXISTS (SELECT FROM {table})" for n, table in enumerate(self.tables))
        cursor.execute(" UNION ALL ".join(each))
        return [self.tables[n] for (n,) in cursor.fetchall()]


def rows_of(cursor: CursorWrapper, table: str) -> bytes:
    """In the notation of COPY, sorted, since a table has no order."""
    written = BytesIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", written)
    return b"".join(sorted(written.getvalue().splitlines(keepends=True)))


def restore_after_each(monkeypatch) -> None:
    """Django still tidies up after the first test that commits: what it leaves is the first state."""
    djangos_own, kept = TransactionTestCase._fixture_teardown, []

    def tidy_up(test_case):
        if kept:
            kept[0].restore()
            return
        djangos_own(test_case)
        if may_leave_triggers_out():
            kept.append(FirstState())

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", tidy_up)


def may_leave_triggers_out() -> bool:
    """Superusers may; with a server lent by somebody else Django goes on truncating."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]
