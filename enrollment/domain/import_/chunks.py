"""A pass over the rows of a file, chunk by chunk, and what is done when one cannot go through.

It can be killed at any row: a chunk is one transaction, which also says which rows are done. One that meets
somebody else's change is tried again; one that meets a fault of ours is halved until a single row is to
blame, and that row is refused. Whoever stays in the way, or too many such rows, stop the pass with a reason.
"""

import logging
from datetime import timedelta

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from enrollment.domain.import_.ahead import ROWS_A_CHUNK, Ahead
from enrollment.domain.import_.holding import ChangedMeanwhile, hold
from enrollment.domain.import_.judging import Judge
from enrollment.domain.import_.noting import FAULTY, note, refuse_faulty
from enrollment.domain.import_.seen import Seen
from enrollment.domain.import_.writing import write
from enrollment.enums import ImportFailure, ImportState, ImportVerdict
from enrollment.models import ImportFile, ImportRow
from portal.common import audit

TRIES = 5
MOST_FAULTY = 20
"""So many rows of one run are refused for a fault of ours; more of them are not the rows' fault."""
LEASE = timedelta(minutes=2)
"""How long a chunk may take: a pass not heard of for so long is rung for again."""
MOVING = (ImportState.CHECKING, ImportState.RUNNING)

_FAULTS = (
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
    *(ObjectDoesNotExist, MultipleObjectsReturned, ValidationError, DatabaseError, ChangedMeanwhile),
)
_AWAY = ("08", "53", "57")
"""Classes of SQLSTATE: no connection, no resources, shut down by somebody."""
_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The pass cannot go on by itself; `reason` is an ImportFailure."""

    def __init__(self, reason: ImportFailure):
        self.reason = reason


class Pass:
    """One worker's way through the rows of a file."""

    def __init__(self, file: ImportFile):
        self.file = file
        self.faulty = 0

    def run(self) -> None:
        """Go on until nothing is left to do. A database out of reach is raised: it is rung for again."""
        try:
            self.judge = Judge(self.file, by=self.file.uploaded_by)
            self._see_what_was_told()
            with Ahead(self.judge, seals=self.file.state == ImportState.RUNNING) as self.ahead:
                while self._step():
                    pass
        except Stopped as stopped:
            self._stop(stopped.reason)
        except _FAULTS as error:
            if _is_away(error):
                raise
            _tell(self.file, error)
            self._stop(ImportFailure.FAULTY)

    def _see_what_was_told(self) -> None:
        self.judge.seen = Seen()
        if self.file.state == ImportState.CHECKING:
            told = self.file.rows.exclude(verdict="").exclude(problems__contains=[{"field": FAULTY}])
            self.judge.catch_up(told.order_by("id").iterator(chunk_size=ROWS_A_CHUNK))

    def _step(self) -> bool:
        for _attempt in range(TRIES):
            try:
                with transaction.atomic():
                    goes_on = self._one_chunk()
            except _FAULTS as error:
                if _is_away(error):
                    raise
                met = error
                self.ahead.forget()
                self._see_what_was_told()
                if not _may_pass(met):
                    break
            else:
                self.ahead.committed()
                return goes_on
        return self._give_way(met)

    def _give_way(self, met: Exception) -> bool:
        """Fewer rows at once; of a single row, refuse it."""
        if self.ahead.size > 1:
            self.ahead.halve()
            return True
        _tell(self.file, met)
        if _may_pass(met) and not isinstance(met, IntegrityError):
            raise Stopped(ImportFailure.BUSY)
        self.faulty += 1
        if self.faulty > MOST_FAULTY:
            raise Stopped(ImportFailure.FAULTY)
        with transaction.atomic():
            held = self._hold()
            if held.state not in MOVING:
                return False
            for row_id in self.ahead.next_ids(self._left(held)):
                refuse_faulty(row_id, is_done=held.state == ImportState.RUNNING)
                self._count(held, 1)
        self.ahead.committed()
        return True

    def _one_chunk(self) -> bool:
        """One chunk in the caller's transaction; False when there is nothing left to do."""
        held, judge = self._hold(), self.judge
        if held.state not in MOVING:
            return False
        rows = self.ahead.chunk(self._left(held))
        if not rows:
            _end(held)
            return False
        if held.state == ImportState.CHECKING:
            judge.judge(rows)
            judge.foretell(rows)
            note(rows, judge, is_done=False)
        else:
            judge.seen = Seen()  # what was written before is in the database
            judge.judge(rows, lock=hold)
            write(rows, held, judge.known, by=self.file.uploaded_by)
            note(rows, judge, is_done=True)
        self._count(held, len(rows))
        return True

    def _hold(self) -> ImportFile:
        return ImportFile.objects.select_for_update().get(pk=self.file.pk)

    def _left(self, held: ImportFile):
        left = {"verdict": ""} if held.state == ImportState.CHECKING else {"is_done": False}
        return ImportRow.objects.filter(file=held, **left)

    def _count(self, held: ImportFile, rows: int) -> None:
        held.rows_done += rows
        held.lease_until = timezone.now() + LEASE
        held.save(update_fields=["rows_done", "lease_until"])

    @transaction.atomic
    def _stop(self, reason: ImportFailure) -> None:
        held = self._hold()
        if held.state in MOVING:
            held.state, held.failure, held.lease_until = ImportState.FAILED, reason, None
            held.save(update_fields=["state", "failure", "lease_until"])
            audit.record(by=self.file.uploaded_by, action="import.stop", obj=held, reason=reason.value)


def _end(file: ImportFile) -> None:
    is_check = file.state == ImportState.CHECKING
    file.state = ImportState.CHECKED if is_check else ImportState.FINISHED
    file.lease_until = None
    file.finished_at = None if is_check else timezone.now()
    file.save(update_fields=["state", "lease_until", "finished_at"])
    if not is_check:
        counts = {verdict: file.rows.filter(verdict=verdict).count() for verdict in ImportVerdict.values}
        audit.record(by=file.uploaded_by, action="import.finish", obj=file, **counts)


def _sqlstate(error: Exception) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def _is_away(error: Exception) -> bool:
    """Whether the database itself was out of reach."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return not _sqlstate(error) or _sqlstate(error).startswith(_AWAY)
    return False


def _may_pass(error: Exception) -> bool:
    """Whether somebody else was in the way: a deadlock, a household merged, the same number at once."""
    return isinstance(error, (OperationalError, IntegrityError, ChangedMeanwhile))


def _tell(file: ImportFile, error: Exception) -> None:
    """Say in the log what went wrong and where; never the message, which may quote a row."""
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}"
    _log.error("Import %s met %s %s at %s", file.pk, type(error).__name__, _sqlstate(error), where)
