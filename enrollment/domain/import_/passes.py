"""The two passes over a file: checking foretells, importing writes. How they begin, and begin again."""

from django.db import transaction
from django.utils import timezone

from enrollment.domain.import_.chunks import LEASE, MOVING, Pass
from enrollment.enums import ImportState, ImportVerdict
from enrollment.models import ImportFile
from portal.celery import app
from portal.common import audit
from portal.common.enqueue import enqueue_on_commit


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


@transaction.atomic
def go_on(*, file: ImportFile, by, in_background: bool = True) -> None:
    """Go on with a pass that stopped, at the row where it did."""
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.FAILED:
        return
    file.failure = ""
    audit.record(by=by, action="import.go_on", obj=file, rows=file.rows_total - file.rows_done)
    state = ImportState.RUNNING if file.started_at else ImportState.CHECKING
    _begin(file, state, done=file.rows_done, in_background=in_background)


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
    Pass(ImportFile.objects.select_related("district", "dong", "uploaded_by").get(pk=file_id)).run()
