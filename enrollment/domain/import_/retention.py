"""How long cells of files are kept: as long as somebody may still want them back, and no longer."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.import_ import cells
from enrollment.domain.import_.layout import Table
from enrollment.domain.import_.passes import MOVING
from enrollment.enums import ContactKind, ImportState, ImportVerdict
from enrollment.models import ContactPoint, ImportFile, ImportRow, Person
from portal.common import phone
from portal.common.crypto import blind_index
from portal.common.dates import parse_birth_date
from portal.common.destruction import log_destruction
from portal.common.text import normalise_name

UNFINISHED_KEPT = timedelta(days=7)
BAD_ROWS_KEPT = timedelta(days=30)
BASIS = "import_kept"


@transaction.atomic
def forget_cells() -> None:
    """Drop files that were never imported, and erase what is left of refused rows of old ones."""
    now = timezone.now()
    unfinished = ImportFile.objects.filter(uploaded_at__lte=now - UNFINISHED_KEPT, started_at=None)
    unfinished = unfinished.exclude(state__in=MOVING)
    dropped = ImportRow.objects.filter(file__in=unfinished).count()
    unfinished.delete()
    _end_stopped(now)
    old = ImportFile.objects.filter(state=ImportState.FINISHED, finished_at__lte=now - BAD_ROWS_KEPT)
    erased = ImportRow.objects.filter(file__in=old, cells__isnull=False).update(cells=None)
    old.filter(preface__isnull=False).update(preface=None)
    for amount, kept in ((dropped, UNFINISHED_KEPT), (erased, BAD_ROWS_KEPT)):
        if amount:
            ended_before = timezone.localdate() - kept
            log_destruction(what="import_row", amount=amount, ended_before=ended_before, basis=BASIS)


def _end_stopped(now) -> None:
    """Files that stopped and that nobody let go on: what is not in by now is refused."""
    stopped = ImportFile.objects.filter(state=ImportState.FAILED, started_at__lte=now - BAD_ROWS_KEPT)
    problem = {"field": "", "column": None, "message": _("등록하지 못한 채 보관 기간이 지났습니다.")}
    ImportRow.objects.filter(file__in=stopped, is_done=False).update(
        verdict=ImportVerdict.REFUSED, problems=[problem], is_done=True
    )
    stopped.update(state=ImportState.FINISHED, finished_at=F("started_at"))


def forget_people(person_ids: list[int]) -> int:
    """Erase the cells of refused rows that name people whose data are being destroyed, and say how many.

    Call in that transaction, before the people are erased. A row is theirs when it has their name with their
    birth date or mobile number. Files still to be imported are left alone: they are new forms.
    """
    wanted = _traits(person_ids)
    kept = ImportRow.objects.filter(cells__isnull=False)
    theirs = []
    for file in ImportFile.objects.filter(state=ImportState.FINISHED, pk__in=kept.values("file")):
        tables = [Table.from_json(data) for data in file.tables]
        for row in kept.filter(file=file).iterator(chunk_size=1000):
            if wanted & set(_traits_of_row(cells.unpack(row.cells), tables[row.table])):
                theirs.append(row.pk)
    return ImportRow.objects.filter(pk__in=theirs).update(cells=None)


def _traits(person_ids: list[int]) -> set[tuple[str, str]]:
    people = Person.objects.filter(pk__in=person_ids)
    born = people.values_list("name_key", "birth_index")
    mobiles = ContactPoint.objects.filter(person__in=people, kind=ContactKind.MOBILE)
    return {*born, *mobiles.values_list("person__name_key", "index")}


def _traits_of_row(values: list, table: Table):
    fields = {code: values[column] for column, code in table.columns.items() if code and column < len(values)}
    name = normalise_name(str(fields.get("name") or ""))
    if not name:
        return
    if born := _read(parse_birth_date, fields.get("birth_date"), timezone.localdate()):
        yield name, blind_index("birth_date", born.isoformat())
    if mobile := _read(phone.normalise, fields.get("mobile")):
        yield name, ContactPoint.index_of(ContactKind.MOBILE, mobile)


def _read(parse, value, *more) -> date | str | None:
    """What a cell says; None when it cannot be read, which is why many of these rows were refused."""
    try:
        return parse(value, *more)
    except ValidationError:
        return None
