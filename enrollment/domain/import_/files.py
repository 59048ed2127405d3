"""Taking a file in, correcting what its columns are, and letting go of it."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from enrollment.domain.import_ import rows
from enrollment.domain.import_.areas import Areas, dong_key
from enrollment.domain.import_.columns import Vocabulary
from enrollment.domain.import_.layout import Table, find_tables
from enrollment.enums import ImportState, IntakePlace
from enrollment.models import District, Dong, ImportFile, ImportMapping
from enrollment.queries.known import Known
from portal.common import audit
from portal.common.tabular import resident_numbers
from portal.common.tabular.read import read_table
from portal.common.tabular.table import Workbook
from portal.common.text import clean

EDITABLE = (ImportState.UPLOADED, ImportState.CHECKED)


class AlreadyTaken(Exception):
    """The very same file was uploaded before; `file` is what it became."""

    def __init__(self, file: ImportFile):
        self.file = file


def take_in(
    *,
    data: bytes,
    filename: str,
    district: District,
    by,
    dong: Dong | None = None,
    only_dongs: Iterable[str] = (),
    place: str = IntakePlace.DOOR_TO_DOOR,
    collected_on: date | None = None,
    tell_applicants: bool = True,
) -> ImportFile:
    """Read a file and keep its rows encrypted. Nothing is kept of a file that holds a resident number.

    Raises AlreadyTaken for the same file again, UnreadableFile, or ValidationError: a resident number
    anywhere, no table of applicants, no rows.
    """
    digest = hashlib.sha256(data).hexdigest()
    _refuse_known(digest, district, dong)
    book = read_table(data, filename)
    if places := resident_numbers.found_in(book):
        raise ValidationError(resident_numbers.message(places), code="resident_number")
    known = Known()
    tables = find_tables(book, Vocabulary(known))
    if not tables:
        message = _(
            "신청자 표를 찾을 수 없습니다. 성명, 생년월일, 주소, 휴대전화 열이 있는 파일을 올려 주세요."
        )
        raise ValidationError(message, code="no_table")
    file = ImportFile(
        file_name=_file_name(filename),
        format=book.format,
        sha256=digest,
        district=district,
        dong=dong,
        only_dongs=sorted(only_dongs),
        place=place,
        collected_on=collected_on,
        tell_applicants=tell_applicants,
        uploaded_by=by,
    )
    _remember_columns(tables, district)
    _name_dongs(tables, Areas(file, known))
    try:
        with transaction.atomic():
            return _store(file, book, tables, by=by)
    except IntegrityError:
        # Two pressed upload at the same moment.
        _refuse_known(digest, district, dong)
        raise


def _refuse_known(digest: str, district: District, dong: Dong | None) -> None:
    found = ImportFile.objects.filter(sha256=digest, district=district, dong=dong).first()
    if found:
        raise AlreadyTaken(found)


def _store(file: ImportFile, book: Workbook, tables: list[Table], *, by) -> ImportFile:
    file.save()
    rows.keep(file, book, tables)
    audit.record(by=by, action="import.upload", obj=file, rows=file.rows_total, tables=len(tables))
    return file


def _remember_columns(tables: list[Table], district: District) -> None:
    saved = dict(
        ImportMapping.objects.filter(
            district=district, signature__in=[table.signature for table in tables]
        ).values_list("signature", "columns")
    )
    for table in tables:
        if columns := saved.get(table.signature):
            table.columns = {int(column): code for column, code in columns.items()}


def _name_dongs(tables: list[Table], areas: Areas) -> None:
    """One sheet for each dong: its name is the dong of rows that name none."""
    for table in tables:
        dong = areas.by_name.get(dong_key(table.name))
        table.dong = dong.code if dong else ""


def _file_name(filename: str) -> str:
    return clean(filename.replace("\\", "/").rpartition("/")[2])[:200]


@transaction.atomic
def set_columns(*, file: ImportFile, columns: dict[str, dict[int, str]], by) -> ImportFile:
    """Say what the columns of each layout (by signature) are, and remember it for the next file.

    Raises ValidationError when the file is on its way already, a field is named twice, a field is unknown, or
    no applicant is left.
    """
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in EDITABLE:
        raise ValidationError(_("이미 처리하고 있는 파일입니다. 열을 바꿀 수 없습니다."))
    tables = [Table.from_json(data) for data in file.tables]
    sorted_alike = True
    offered = {code for code, _label in Vocabulary(Known()).choices}
    for table in tables:
        chosen = columns.get(table.signature)
        if chosen is None or chosen == table.columns:
            continue
        codes = [code for code in chosen.values() if code]
        if len(codes) != len(set(codes)) or not set(codes) <= offered:
            raise ValidationError(_("한 항목을 두 열에 고를 수 없습니다. 열마다 다른 항목을 골라 주세요."))
        sorted_alike = sorted_alike and rows.decide_alike(table.columns, chosen)
        table.columns = chosen
        ImportMapping.objects.update_or_create(
            district_id=file.district_id,
            signature=table.signature,
            defaults={"columns": {str(column): code for column, code in chosen.items()}, "saved_by": by},
        )
        audit.record(by=by, action="import.columns", obj=file, signature=table.signature[:12])
    if sorted_alike:
        file.tables = [table.as_json() for table in tables]
        file.save(update_fields=["tables"])
    else:
        rows.sort_anew(file, tables)
    return file


@transaction.atomic
def discard(*, file: ImportFile, by) -> None:
    """Let go of a file of which nothing was written. Raises ValidationError when something was."""
    file = ImportFile.objects.select_for_update().get(pk=file.pk)
    if file.started_at is not None:
        raise ValidationError(_("등록을 시작한 파일은 지울 수 없습니다."))
    audit.record(by=by, action="import.discard", obj=file, rows=file.rows_total)
    file.delete()
