"""Read an uploaded table: CSV (UTF-8 with or without BOM, CP949), XLSX or XLS, as it was saved.

The format is told by the content, never by the file's name. Formulas are never evaluated: a cell
gives the value that was stored with it, or its text (=A1+1) when there is none.
What cannot be read safely is refused with a reason.
"""

import csv
import io
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.common.tabular import package as parts
from portal.common.tabular import xls
from portal.common.tabular.delimited import delimiter_of
from portal.common.tabular.table import Sheet, Workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 2_000_000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1a")
_ENCODINGS = ("utf-8-sig", "cp949")

# What openpyxl and the standard library raise on a broken package.
_BROKEN_PACKAGE = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, OSError, NotImplementedError),
)

_MESSAGES = {
    "too_large": _("파일이 너무 큽니다. %(megabytes)s MB 이하로 나누어 올려 주세요."),
    "too_many_cells": _("표의 칸이 너무 많습니다. 빈 행과 열을 지우거나 파일을 나누어 올려 주세요."),
    "empty": _("파일에 내용이 없습니다. 표가 들어 있는 파일인지 확인해 주세요."),
    "encoding": _(
        "파일의 글자 방식을 알 수 없습니다. 엑셀에서 ‘CSV UTF-8’ 또는 ‘.xlsx’로 다시 저장해 주세요."
    ),
    "old_format": _("손상되었거나 표가 아닌(.hwp) 파일입니다. 엑셀에서 열어 ‘.xlsx’로 다시 저장해 주세요."),
    "encrypted": _("암호가 걸린 파일입니다. 엑셀에서 암호를 지우고 다시 저장한 뒤 올려 주세요."),
    "not_a_table": _("표로 된 파일이 아닙니다. CSV 또는 엑셀(.xlsx, .xls) 파일을 올려 주세요."),
    "damaged": _("XLSX 파일이 손상되어 읽을 수 없습니다. 엑셀에서 열어 다시 저장해 주세요."),
    "quote": _("CSV 파일 %(line)s행 부근의 따옴표가 맞지 않습니다. 그 행을 고쳐 다시 저장해 주세요."),
}


class UnreadableFile(ValidationError):
    """The file is no table this portal can read; ``code`` is one of the keys of the messages."""

    def __init__(self, code: str, **params):
        super().__init__(_MESSAGES[code], code=code, params=params)


def read_table(source, filename: str, *, max_bytes: int = MAX_BYTES, max_cells: int = MAX_CELLS) -> Workbook:
    """Read bytes or an open binary file as a workbook.

    Raises UnreadableFile: larger than the limits, empty, an unknown encoding, an older or encrypted
    office format, damaged, or no table (a single column of text, a picture, a document).
    """
    data = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableFile("too_large", megabytes=max_bytes // (1024 * 1024))
    if not data.strip():
        raise UnreadableFile("empty")
    if data.startswith(_OLE):
        return _xls(data, filename, max_cells)
    if data.startswith(_ZIP):
        return _xlsx(data, filename, max_cells)
    text, encoding = _decode(data)
    return Workbook(filename, "csv", encoding, [Sheet("", _csv_rows(text, max_cells))])


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(_UTF16):
        raise UnreadableFile("encoding")
    if data.startswith((b"%PDF", b"<")) or not _BINARY.isdisjoint(data):
        raise UnreadableFile("not_a_table")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("encoding")


def _csv_rows(text: str, max_cells: int) -> list[tuple]:
    delimiter, text = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = _bounded((tuple(value or None for value in row) for row in reader), max_cells)
    except csv.Error:
        raise UnreadableFile("quote", line=reader.line_num) from None
    return _require_table(rows)


def _xlsx(data: bytes, filename: str, max_cells: int) -> Workbook:
    _refuse_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets, left = [], max_cells
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the stated size may be wrong or enormous
                rows = _bounded(sheet.iter_rows(values_only=True), left)
                left -= sum(len(row) or 1 for row in rows)
                path = sheet._worksheet_path
                _show_formulas(rows, parts.unevaluated(package, path))
                is_hidden = sheet.sheet_state != "visible"
                sheets.append(Sheet(sheet.title, rows, parts.merges(package, path), is_hidden))
            texts = tuple(parts.loose_texts(package))
        book.close()
    except _BROKEN_PACKAGE:
        raise UnreadableFile("damaged") from None
    _require_table([row for sheet in sheets for row in sheet.values])
    return Workbook(filename, "xlsx", "", sheets, texts)


def _show_formulas(rows: list[tuple], formulas: dict[tuple[int, int], str]) -> None:
    """Put the text of a formula where it has no value, so that nobody takes its cell for a blank one."""
    for (row, column), text in formulas.items():
        if row <= len(rows):
            cells = list(rows[row - 1])
            cells += [None] * (column - len(cells))
            if cells[column - 1] is None:
                cells[column - 1] = text
                rows[row - 1] = tuple(cells)


def _xls(data: bytes, filename: str, max_cells: int) -> Workbook:
    if xls.is_encrypted_package(data):
        raise UnreadableFile("encrypted")
    try:
        book = xls.open_book(data)
        sheets, texts, left = [], [], max_cells
        for sheet in book.sheets():
            rows = _bounded(xls.rows(book, sheet), left)
            left -= sum(len(row) or 1 for row in rows)
            sheets.append(Sheet(sheet.name, rows, xls.merges(sheet), bool(sheet.visibility)))
            texts += [parts.Loose(_("메모"), note) for note in xls.notes(sheet)]
        book.release_resources()
    except xls.BROKEN as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("encrypted" if xls.is_about_password(error) else "old_format") from None
    _require_table([row for sheet in sheets for row in sheet.values])
    texts += [parts.Loose(_("칸 밖"), number) for number in xls.long_numbers(data)]
    return Workbook(filename, "xls", "", sheets, tuple(texts))


def _refuse_bomb(data: bytes) -> None:
    """Refuse a package too large unpacked, encrypted, no workbook, or with XML type declarations."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise UnreadableFile("too_large", megabytes=MAX_BYTES // (1024 * 1024))
            if "xl/workbook.xml" not in package.namelist():
                raise UnreadableFile("not_a_table")
            for entry in entries:
                if entry.flag_bits & 1:
                    raise UnreadableFile("encrypted")
                # Office Open XML forbids document type declarations (ECMA-376 part 2).
                with package.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(2048):
                        raise UnreadableFile("damaged")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        raise UnreadableFile("damaged") from None


def _bounded(rows, max_cells: int) -> list[tuple]:
    """Collect rows up to the limit and drop blank ones at the end; a blank row counts as one cell."""
    kept, filled, count = [], 0, 0
    for row in rows:
        count += len(row) or 1
        if count > max_cells:
            raise UnreadableFile("too_many_cells")
        kept.append(row)
        if any(value is not None for value in row):
            filled = len(kept)
    del kept[filled:]
    return kept


def _require_table(rows: list[tuple]) -> list[tuple]:
    if not rows:
        raise UnreadableFile("empty")
    if not any(value is not None for row in rows for value in row[1:]):
        raise UnreadableFile("not_a_table")
    return rows
