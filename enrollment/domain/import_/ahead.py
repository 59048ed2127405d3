"""Reading the next rows of a pass while the database writes those before: each has a processor of its own."""

from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection
from django.db.models import QuerySet

from enrollment.domain.import_.judging import Judge, Judged, StoredRow

ROWS_A_CHUNK = 1000


class Ahead:
    """The rows of a pass, a chunk at a time. What a row says does not hang on what is written meanwhile."""

    def __init__(self, judge: Judge):
        self.judge = judge
        self.thread = ThreadPoolExecutor(1)
        self.read: Future | None = None
        self.after = self.last = 0

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, *exception) -> None:
        self.thread.submit(lambda: connection.close()).result()  # that of its own thread
        self.thread.shutdown()

    def chunk(self, left: QuerySet) -> list[Judged]:
        """The first of the rows `left`, read; those behind them are begun.

        Call with the file locked: which rows are left is asked now, whatever was read before.
        """
        # From the start again at the end: another worker may have changed from checking to importing.
        ids = self._ids(left, self.after) or self._ids(left, 0)
        if not ids:
            return []
        read = {item.row.pk: item for item in self.read.result()} if self.read else {}
        if missing := set(ids) - read.keys():
            read |= {item.row.pk: item for item in self._read(left.filter(pk__in=missing))}
        self.last = ids[-1]
        behind = left.filter(pk__gt=self.last).order_by("pk")[:ROWS_A_CHUNK]
        self.read = self.thread.submit(self._read, behind) if len(ids) == ROWS_A_CHUNK else None
        return [read[pk] for pk in ids]

    def committed(self) -> None:
        """The chunk is done: rows up to its last are not looked at again."""
        self.after = self.last

    def _ids(self, left: QuerySet, after: int) -> list[int]:
        return list(left.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:ROWS_A_CHUNK])

    def _read(self, rows: QuerySet) -> list[Judged]:
        return self.judge.read_all(map(StoredRow._make, rows.values_list("pk", "table", "cells")))
