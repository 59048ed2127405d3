"""The two passes over a file: checking foretells, importing writes.

Each goes chunk by chunk and can be killed at any row: a chunk is one transaction, which also says which rows
are done.
"""

import json
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enrollment.domain.import_.ahead import ROWS_A_CHUNK, Ahead
from enrollment.domain.import_.holding import ChangedMeanwhile, hold
from enrollment.domain.import_.judging import Judge, Judged
from enrollment.domain.import_.seen import Seen
from enrollment.domain.import_.writing import write
from enrollment.enums import ImportState, ImportVerdict, MatchReason
from enrollment.models import ImportFile, ImportRow
from portal.celery import app
from portal.common import audit
from portal.common.enqueue import enqueue_on_commit

TRIES = 5
LEASE = timedelta(minutes=2)
"""How long a chunk may take: a pass not heard of for so long is rung for again."""

MOVING = (ImportState.CHECKING, ImportState.RUNNING)


@transaction.atomic
def start_check(*, file: ImportFile, by, in_background: bool = True) -> None:
    """Begin to foretell what each row will be; rows judged before are judged anew."""
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        return
    file.rows.update(verdict="", problems=[])
    _begin(file, ImportState.CHECKING, in_background=in_background)


@transaction.atomic
def start_import(
    *, file: ImportFile, by, tell_applicants: bool | None = None, in_background: bool = True
) -> None:
    """Begin to write the rows that were found good. Rows that were refused stay as they are."""
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        return
    if tell_applicants is not None:
        file.tell_applicants = tell_applicants
    file.rows.filter(verdict=ImportVerdict.REFUSED).update(is_done=True)
    file.rows.filter(verdict=ImportVerdict.REPEATED).update(is_done=True, cells=None)
    file.started_at = timezone.now()
    file.rows_done = file.rows.filter(is_done=True).count()
    audit.record(by=by, action="import.start", obj=file, rows=file.rows_total - file.rows_done)
    _begin(file, ImportState.RUNNING, done=file.rows_done, in_background=in_background)


def _begin(file: ImportFile, state: str, *, done: int = 0, in_background: bool) -> None:
    file.state, file.rows_done, file.lease_until = state, done, timezone.now() + LEASE
    file.save()
    if in_background:
        _ring(file.pk)


def _ring(file_id: int) -> None:
    enqueue_on_commit(app.signature("enrollment.tasks.work_on_import"), file_id)


@transaction.atomic
def ring_again() -> None:
    """Ring for passes whose worker died or whose bell was lost."""
    lost = ImportFile.objects.filter(state__in=MOVING, lease_until__lte=timezone.now())
    for file_id in lost.values_list("pk", flat=True):
        ImportFile.objects.filter(pk=file_id).update(lease_until=timezone.now() + LEASE)
        _ring(file_id)


def work(file_id: int) -> None:
    """Go on with the pass of a file until it is over. Two workers on one file double nothing."""
    file = ImportFile.objects.select_related("district", "dong", "uploaded_by").get(pk=file_id)
    judge = Judge(file, by=file.uploaded_by)
    if file.state == ImportState.CHECKING:
        told = file.rows.exclude(verdict="").order_by("id")
        judge.catch_up(told.iterator(chunk_size=ROWS_A_CHUNK))
    with Ahead(judge) as ahead:
        while _step(file, judge, ahead):
            pass


def _step(file: ImportFile, judge: Judge, ahead: Ahead) -> bool:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                goes_on = _one_chunk(file, judge, ahead)
            ahead.committed()
            return goes_on
        except (IntegrityError, ChangedMeanwhile):
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _one_chunk(file: ImportFile, judge: Judge, ahead: Ahead) -> bool:
    """One chunk in the caller's transaction; False when there is nothing left to do."""
    held = ImportFile.objects.select_for_update().get(pk=file.pk)
    if held.state not in MOVING:
        return False
    left = {"verdict": ""} if held.state == ImportState.CHECKING else {"is_done": False}
    rows = ahead.chunk(ImportRow.objects.filter(file=held, **left))
    if not rows:
        _end(held)
        return False
    if held.state == ImportState.CHECKING:
        judge.judge(rows)
        judge.foretell(rows)
        _note(rows, judge, is_done=False)
    else:
        judge.seen = Seen()  # what was written before is in the database
        judge.judge(rows, lock=hold)
        write(rows, held, judge.known, by=file.uploaded_by)
        _note(rows, judge, is_done=True)
    held.rows_done += len(rows)
    held.lease_until = timezone.now() + LEASE
    held.save(update_fields=["rows_done", "lease_until"])
    return True


def _note(judged: list[Judged], judge: Judge, *, is_done: bool) -> None:
    """Write down what became of the rows. The cells of those that are in are gone with it."""
    rows = [
        (
            item.row.pk,
            str(item.verdict),
            json.dumps(problems, ensure_ascii=False) if (problems := _problems(item, judge)) else "[]",
            item.application_id if is_done else None,
        )
        for item in judged
    ]
    ids, verdicts, problems, applications = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_importrow r SET verdict = v.verdict, problems = v.problems::jsonb, "
            "application_id = v.application, is_done = %s, "
            "cells = CASE WHEN %s AND v.verdict <> %s THEN NULL ELSE r.cells END "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) "
            "AS v (id, verdict, problems, application) WHERE r.id = v.id",
            [
                is_done,
                is_done,
                ImportVerdict.REFUSED.value,
                list(ids),
                list(verdicts),
                list(problems),
                list(applications),
            ],
        )


def _problems(item: Judged, judge: Judge) -> list[dict]:
    """What is wrong, each with field and column; of a row to be reviewed, what speaks for the candidates."""
    if item.verdict == ImportVerdict.REVIEW and item.match:
        return [
            {"field": "", "column": None, "message": str(MatchReason(reason).label)}
            for reason in item.match.reasons
        ]
    if item.verdict != ImportVerdict.REFUSED:
        return []
    table = judge.tables[item.row.table]
    return [
        {"field": field, "column": table.column_of(field), "message": str(message)}
        for field, messages in item.reading.problems.items()
        for message in messages
    ]


def _end(file: ImportFile) -> None:
    is_check = file.state == ImportState.CHECKING
    file.state = ImportState.CHECKED if is_check else ImportState.FINISHED
    file.lease_until = None
    file.finished_at = None if is_check else timezone.now()
    file.save(update_fields=["state", "lease_until", "finished_at"])
    if not is_check:
        counts = {verdict: file.rows.filter(verdict=verdict).count() for verdict in ImportVerdict.values}
        audit.record(by=file.uploaded_by, action="import.finish", obj=file, **counts)
