"""Write a table for download: CSV that a Korean spreadsheet opens correctly, or XLSX.

Cells that a spreadsheet would run as a formula are neutralised; numbers stay numbers. Above the header
may stand facts about the table (title, as-of date, source), so a figure never travels without them.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Korean and Japanese spreadsheets read full-width signs as formulas too.
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TITLE = re.compile(r"[\[\]:*?/\\]")
_BOM = "\ufeff"

Rows = Iterable[Sequence]


def neutralise(value):
    """Make text harmless to a spreadsheet: an apostrophe goes before ``= + - @``, a tab or a line break.

    Numbers, dates and None are returned as they are; lazy translations become text.
    """
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, str):
        value = _CONTROL.sub("", value)
        return "'" + value if value.startswith(_RISKY) else value
    return value


def csv_response(filename: str, header: Sequence, rows: Rows, *, meta: Rows = ()) -> StreamingHttpResponse:
    """Stream a table as CSV, UTF-8 with BOM. ``meta`` is (label, value) pairs written above the header."""
    return as_download(
        StreamingHttpResponse(
            _csv_lines(header, rows, meta, translation.get_language()), content_type=CSV_TYPE
        ),
        filename,
    )


def xlsx_response(filename: str, header: Sequence, rows: Rows, *, meta: Rows = ()) -> HttpResponse:
    """A table as an XLSX workbook of one sheet. ``meta`` is (label, value) pairs written above the header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _lines(header, rows, meta):
        sheet.append([_xlsx_value(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return as_download(HttpResponse(stream.getvalue(), content_type=XLSX_TYPE), filename)


def xlsx_sheets_response(filename: str, sheets: Iterable[tuple[str, Iterable, Rows]]) -> HttpResponse:
    """An XLSX workbook of several sheets, each (title, merged ranges, rows) written as it comes.

    Merged ranges are (first row, first column, last row, last column), counted from 1.
    """
    book = Workbook(write_only=True)
    for title, merges, rows in sheets:
        sheet = book.create_sheet(sheet_title(title) or None)
        for top, left, bottom, right in merges:
            sheet.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right).coord)
        for row in rows:
            sheet.append([_xlsx_value(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return as_download(HttpResponse(stream.getvalue(), content_type=XLSX_TYPE), filename)


def sheet_title(text: str) -> str:
    """As much of `text` as the name of a sheet may hold."""
    return _TITLE.sub(" ", text)[:31]


class _Echo:
    """A file whose write returns what it was given, for streaming through the csv writer."""

    def write(self, text):
        return text


def _csv_lines(header, rows, meta, language):
    """Lines in the reader's language: they are written when the request is over and with it its language."""
    writer = csv.writer(_Echo())
    yield _BOM
    lines = _lines(header, rows, meta)
    while True:
        with translation.override(language):
            row = next(lines, None)
            line = None if row is None else writer.writerow([_csv_value(value) for value in row])
        if line is None:
            return
        yield line


def _lines(header, rows, meta):
    facts = list(meta)
    yield from facts
    if facts:
        yield ()
    yield header
    yield from rows


def _csv_value(value):
    if isinstance(value, datetime.datetime):
        return local(value).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, datetime.date) else neutralise(value)


def _xlsx_value(value):
    return local(value) if isinstance(value, datetime.datetime) else neutralise(value)


def local(value: datetime.datetime) -> datetime.datetime:
    """A moment as spreadsheets hold it: in local time, without its zone."""
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value


def as_download(response, filename: str):
    """`response` as a file to save, kept in no cache."""
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "no-store"
    return response
