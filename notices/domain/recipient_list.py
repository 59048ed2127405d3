"""Uploaded lists of people: taken in, given back with what was not found, forgotten.

A list narrows an audience and never widens it: consents and subscriptions of the kind still decide.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import destroy
from enrollment.domain.import_.columns import Vocabulary
from enrollment.domain.import_.layout import REASON, Table, find_tables
from enrollment.domain.import_.lines import Line, lines_of
from enrollment.models import ContactPoint, District, Person
from enrollment.queries.known import Known
from notices.domain.list_rows import match_rows, traits_of
from notices.enums import ListReason
from notices.models import RecipientList, RecipientListRow
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit
from portal.common.bulk import copy_in
from portal.common.crypto import encryptor
from portal.common.destruction import log_destruction
from portal.common.tabular import resident_numbers
from portal.common.tabular.read import read_table
from portal.common.tabular.table import Workbook
from portal.common.text import clean

MAX_ROWS = 50_000
BASIS = "recipient_list_kept"
_COLUMNS = ("list_id", "table", "row_no", "verdict", "reason", "person_id", "cells")


@transaction.atomic
def take_in(*, data: bytes, filename: str, name: str, district: District, by) -> RecipientList:
    """Read a file and keep whom it names; of rows that name nobody for sure, the cells, encrypted.

    Raises UnreadableFile, or ValidationError: a resident number anywhere, no table of people, no or too many
    rows, a name another list of the district has. Nothing is kept then.
    """
    require(by, Permission.DRAFT_CAMPAIGN, district)
    District.objects.select_for_update().get(pk=district.pk)  # two officers may choose one name at once
    if RecipientList.objects.filter(district=district, name=name).exists():
        raise _refused("name", "taken", _("같은 이름의 명단이 이미 있습니다. 다른 이름을 적어 주세요."))
    book = read_table(data, filename)
    if places := resident_numbers.found_in(book):
        raise _refused("file", "resident_number", resident_numbers.message(places))
    tables = find_tables(book, Vocabulary(Known()), _names_people)
    rows = _rows(book, tables)
    found = RecipientList.objects.create(
        district=district,
        name=name,
        file_name=clean(filename.replace("\\", "/").rpartition("/")[2])[:200],
        tables=[table.as_json() for table in tables],
        rows_total=len(rows),
        uploaded_by=by,
    )
    # Made before COPY begins: nothing else can be asked of the database meanwhile.
    copy_in(RecipientListRow, _COLUMNS, list(_lines(found, rows, tables)))
    audit.record(by=by, action="recipient_list.upload", obj=found, rows=len(rows))
    return found


def _refused(field: str, code: str, message: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})


def _names_people(fields: set[str]) -> bool:
    return "name" in fields and bool(fields & {"birth_date", "mobile", "email"})


def _rows(book: Workbook, tables: list[Table]) -> list[tuple[int, Line]]:
    if not tables:
        message = _("사람을 찾을 수 있는 표가 없습니다. 성명과, 생년월일이나 연락처 열이 있어야 합니다.")
        raise _refused("file", "no_table", message)
    rows = [
        (number, line)
        for number, table in enumerate(tables)
        for line in lines_of(book.sheets[table.sheet], table, carry=False)
        if line.is_applicant
    ]
    if not rows:
        raise _refused("file", "empty", _("파일에 사람이 없습니다. 표의 내용을 확인해 주세요."))
    if len(rows) > MAX_ROWS:
        message = _("한 명단에는 50,000명까지 올릴 수 있습니다. 파일을 나누어 올려 주세요.")
        raise _refused("file", "too_many", message)
    return rows


def _lines(found: RecipientList, rows: list[tuple[int, Line]], tables: list[Table]) -> Iterator[tuple]:
    encrypt = encryptor()
    results = match_rows(((line.cells, tables[number]) for number, line in rows), found.district)
    for (number, line), result in zip(rows, results, strict=True):
        kept = None if result.person_id else encrypt(json.dumps(line.cells, ensure_ascii=False))
        yield (
            found.pk, number, line.number, str(result.verdict), str(result.reason), result.person_id, kept
        )  # fmt: skip


def sheets_to_correct(found: RecipientList) -> Iterator[tuple[str, list, Iterator[Sequence]]]:
    """For each table its name, merged ranges (none) and lines: the headings, then the rows that name nobody
    for sure, each with the reason behind it. A corrected file can be uploaded as a list of its own."""
    for number, data in enumerate(found.tables):
        table = Table.from_json(data)
        rows = found.rows.filter(table=number, cells__isnull=False).order_by("row_no")
        if rows.exists():
            yield table.name, [], _given_back(table, rows)


def _given_back(table: Table, rows) -> Iterator[Sequence]:
    width = len(table.labels)
    yield [*table.labels, REASON]
    for row in rows.iterator(chunk_size=1000):
        cells = json.loads(row.cells)
        yield [*cells[:width], *[None] * (width - len(cells)), str(ListReason(row.reason).label)]


@transaction.atomic
def delete(*, found: RecipientList, by) -> None:
    """Forget a list at once; its name stays free for another."""
    require(by, Permission.DRAFT_CAMPAIGN, found)
    audit.record(by=by, action="recipient_list.delete", obj=found, rows=found.rows_total)
    found.delete()


@transaction.atomic
def forget_old() -> int:
    """Forget the people of lists older than `RECIPIENT_LIST_DAYS`; their names and figures stay."""
    kept = timedelta(days=settings.RECIPIENT_LIST_DAYS)
    now = timezone.now()
    old = RecipientList.objects.filter(forgotten_at=None, uploaded_at__lte=now - kept)
    ids = list(old.select_for_update().values_list("pk", flat=True))
    amount, _by_model = RecipientListRow.objects.filter(list__in=ids).delete()
    RecipientList.objects.filter(pk__in=ids).update(forgotten_at=now, tables=[])
    if amount:
        ended_before = timezone.localdate() - kept
        log_destruction(what="recipient_list_row", amount=amount, ended_before=ended_before, basis=BASIS)
    return amount


@transaction.atomic
def on_people_erased(person_ids: list[int]) -> int:
    """Forget rows that name these people, also those that were not matched: by name with birth date or
    contact. Call before they are erased. Returns how many rows."""
    people = Person.objects.filter(pk__in=person_ids)
    theirs = set(people.values_list("name_key", "birth_index"))
    contacts = ContactPoint.objects.filter(person__in=people)
    theirs |= set(contacts.values_list("person__name_key", "index"))
    kept = RecipientListRow.objects.filter(cells__isnull=False).select_related("list").order_by("list")
    tables: dict[int, list[Table]] = {}
    named = []
    for row in kept.iterator(chunk_size=1000):
        if row.list_id not in tables:
            tables[row.list_id] = [Table.from_json(data) for data in row.list.tables]
        if traits_of(json.loads(row.cells), tables[row.list_id][row.table]).keys() & theirs:
            named.append(row.pk)
    gone = RecipientListRow.objects.filter(pk__in=named) | RecipientListRow.objects.filter(
        person__in=person_ids
    )
    amount, _by_model = gone.delete()
    if amount:
        ended_before = destroy.last_day(timezone.localdate())
        log_destruction(
            what="recipient_list_row", amount=amount, ended_before=ended_before, basis=destroy.BASIS
        )
    return amount
