"""Reading the next rows of a pass while the database writes those before: each has a processor of its own."""

import sys
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection
from django.db.models import QuerySet

from enrollment.domain.import_.judged import Judged, StoredRow
from enrollment.domain.import_.judging import Judge
from enrollment.domain.import_.sealing import seal_all
from enrollment.models import ImportRow

ROWS_A_CHUNK = 2000
IDS_AT_ONCE = 50 * ROWS_A_CHUNK
TURN_SECONDS = 0.0005
"""How long the thread that reads may keep the interpreter when the other has its answer from the database.
With the usual five milliseconds the answer to every statement waits as long."""


class Ahead:
    """The rows of a pass, a chunk at a time. What a row says does not hang on what is written meanwhile.

    `seals`: they are about to be written, so that what is kept encrypted is encrypted here.
    """

    def __init__(self, judge: Judge, *, seals: bool):
        self.judge, self.seals = judge, seals
        self.thread = ThreadPoolExecutor(1)
        self.read: Future | None = None
        self.ids: list[int] = []
        self.size = ROWS_A_CHUNK

    def __enter__(self) -> "Ahead":
        self.turn = sys.getswitchinterval()
        sys.setswitchinterval(TURN_SECONDS)
        return self

    def __exit__(self, *exception) -> None:
        sys.setswitchinterval(self.turn)
        self.thread.submit(lambda: connection.close()).result()  # that of its own thread
        self.thread.shutdown()

    def chunk(self, left: QuerySet) -> list[Judged]:
        """The first of the rows `left`, read; those behind them are begun.

        Call with the file locked: which rows are left is asked now, whatever was read before.
        """
        ids = self.next_ids(left)
        read = {item.row.pk: item for item in self.read.result()} if self.read else {}
        if missing := set(ids) - read.keys():
            read |= {item.row.pk: item for item in self._read(missing)}
        behind = self.ids[self.size : 2 * self.size]
        self.read = self.thread.submit(self._read, behind) if behind else None
        return [read[pk] for pk in ids]

    def committed(self) -> None:
        """The chunk is done; the next may be larger again."""
        del self.ids[: self.size]
        self.size = min(2 * self.size, ROWS_A_CHUNK)

    def forget(self) -> None:
        """The chunk is not done: what was read is read anew."""
        self.read = None

    def halve(self) -> None:
        """Fewer rows at once, to go round the one that stops all of them."""
        self.size = max(self.size // 2, 1)

    def next_ids(self, left: QuerySet) -> list[int]:
        """The ids of the rows that come next."""
        return self._still(left) or self._anew(left)

    def _still(self, left: QuerySet) -> list[int]:
        """The next rows, but for those another worker has done meanwhile."""
        ids = self.ids[: self.size]
        return sorted(left.filter(pk__in=ids).values_list("pk", flat=True)) if ids else []

    def _anew(self, left: QuerySet) -> list[int]:
        self.ids = list(left.order_by("pk").values_list("pk", flat=True)[:IDS_AT_ONCE])
        return self.ids[: self.size]

    def _read(self, ids: Iterable[int]) -> list[Judged]:
        # Cells are gone where another worker has brought the row in.
        rows = ImportRow.objects.filter(pk__in=ids, cells__isnull=False).values_list("pk", "table", "cells")
        judged = self.judge.read_all(map(StoredRow._make, rows))
        if self.seals:
            seal_all(judged)
        return judged
