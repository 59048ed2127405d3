"""Workbooks of Excel 97-2003 (.xls), read through xlrd: stored values, merged ranges, notes."""

import re
from collections.abc import Iterator
from struct import error as StructError

import xlrd
from xlrd.biffh import (
    XL_CELL_BLANK,
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
)
from xlrd.compdoc import CompDocError

BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    StructError,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
)
"""What xlrd raises on a file that is damaged, encrypted, or no workbook."""

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_LONG_NUMBERS = (re.compile(rb"[0-9][0-9 ./-]{12,}"), re.compile(rb"[0-9]\x00(?:[0-9 ./-]\x00){12,}"))

_NOTHING = (XL_CELL_EMPTY, XL_CELL_BLANK, XL_CELL_ERROR)


def open_book(data: bytes) -> xlrd.Book:
    """The workbook in `data`. Raises one of `BROKEN`."""
    return xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=_Silence())


def is_encrypted_package(data: bytes) -> bool:
    """Whether the container holds an XLSX under a password instead of an old workbook."""
    return _ENCRYPTED_PACKAGE in data


def is_about_password(error: Exception) -> bool:
    """Whether the workbook could not be opened because a password keeps it closed."""
    return isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)


def long_numbers(data: bytes) -> Iterator[str]:
    """Long runs of digits anywhere in the file: headers, text boxes, properties, cells cleared long ago."""
    one_byte, two_bytes = _LONG_NUMBERS
    yield from (run.decode("ascii") for run in one_byte.findall(data))
    yield from (run.decode("utf-16-le") for run in two_bytes.findall(data))


def rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[tuple]:
    """The rows as plain values; formulas give what was stored with them."""
    for number in range(sheet.nrows):
        types, values = sheet.row_types(number), sheet.row_values(number)
        yield tuple(_value(book, kind, value) for kind, value in zip(types, values, strict=True))


def merges(sheet: xlrd.sheet.Sheet) -> tuple[tuple[int, int, int, int], ...]:
    """Merged ranges as (first row, first column, last row, last column), counted from 1."""
    return tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)


def notes(sheet: xlrd.sheet.Sheet) -> Iterator[str]:
    """The texts of the notes (memos) of a sheet and who wrote them."""
    for note in sheet.cell_note_map.values():
        yield f"{note.author}\n{note.text}"


def _value(book: xlrd.Book, kind: int, value):
    if kind in _NOTHING or value == "":
        return None
    if kind == XL_CELL_DATE:
        return _moment(value, book.datemode)
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_NUMBER and value.is_integer():
        return int(value)
    return value


def _moment(serial: float, mode: int):
    """A date and time; a number that is none (a time alone, an impossible day) stays a number."""
    try:
        return xlrd.xldate_as_datetime(serial, mode) if serial >= 1 else serial
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return serial


class _Silence:
    """xlrd tells of oddities in a file as it reads; an upload must not write into our log."""

    def write(self, text: str) -> None: ...
