"""Keeping the lines of a file as rows, and sorting them anew when a column turns out to be something else."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.domain.import_ import cells, preface
from enrollment.domain.import_.layout import Table
from enrollment.domain.import_.lines import DECIDING, Line, lines_of, sort_lines
from enrollment.domain.import_.preface import Beside
from enrollment.models import ImportFile, ImportRow
from portal.common.bulk import copy_in
from portal.common.crypto import encrypt
from portal.common.tabular.table import Workbook

_COLUMNS = ("file_id", "table", "row_no", "cells", "verdict", "is_done", "problems")


def keep(file: ImportFile, book: Workbook, tables: list[Table]) -> None:
    """Write the rows of a new file. Raises ValidationError when there is no applicant."""
    beside = [Beside(above=_above(book, table)) for table in tables]
    lines = (lines_of(book.sheets[table.sheet], table, carry=_carries(file)) for table in tables)
    _write(file, tables, beside, lines)


def sort_anew(file: ImportFile, tables: list[Table]) -> None:
    """Decide once more which lines are applicants and what they take from above, by corrected columns.

    Raises ValidationError when no applicant is left.
    """
    kept = preface.unpack(file.preface)
    lines = []
    for number, (table, beside) in enumerate(zip(tables, kept, strict=True)):
        stored = file.rows.filter(table=number).values_list("row_no", "cells")
        written = [(row_no, cells.as_written(text)) for row_no, text in stored]
        table.skipped = []
        numbered = sorted([*written, *beside.between], key=lambda line: line[0])
        lines.append(sort_lines(numbered, table, carry=_carries(file)))
    file.rows.all().delete()
    _write(file, tables, [Beside(above=beside.above) for beside in kept], lines)


def decide_alike(before: dict[int, str], after: dict[int, str]) -> bool:
    """Whether the same lines are applicants under both sets of columns."""
    return _deciding(before) == _deciding(after)


def _deciding(columns: dict[int, str]) -> dict[int, str]:
    return {column: code for column, code in columns.items() if code in DECIDING}


def _carries(file: ImportFile) -> bool:
    return file.format == "csv"


def _write(
    file: ImportFile, tables: list[Table], beside: list[Beside], lines: Iterable[Iterable[Line]]
) -> None:
    filled: list[set[int]] = [set() for _table in tables]
    file.rows_total = copy_in(ImportRow, _COLUMNS, _rows(file, beside, filled, lines))
    if not file.rows_total:
        raise ValidationError(
            _("표에 신청자가 없습니다. 머리글 아래에 신청자를 한 행에 한 명씩 적어 주세요.")
        )
    for table, columns in zip(tables, filled, strict=True):
        table.see_filled(columns)
    file.preface = preface.pack(beside)
    file.tables = [table.as_json() for table in tables]
    file.save(update_fields=["rows_total", "preface", "tables"])


def _rows(
    file: ImportFile, beside: list[Beside], filled: list[set[int]], lines: Iterable[Iterable[Line]]
) -> Iterator[tuple]:
    for number, of_table in enumerate(lines):
        for line in of_table:
            if line.is_applicant:
                filled[number].update(c for c, value in enumerate(line.cells) if value is not None)
                packed = encrypt(cells.pack(line.cells, line.carried))
                yield file.pk, number, line.number, packed, "", False, "[]"
            else:
                beside[number].between.append((line.number, list(line.cells)))


def _above(book: Workbook, table: Table) -> list[list]:
    return [list(row) for row in book.sheets[table.sheet].values[: table.first_row - 1]]
