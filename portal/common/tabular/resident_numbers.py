"""Whether a file holds a resident registration number: in a cell, split over two, in a note, in a name."""

import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from portal.common import resident_number
from portal.common.tabular.table import Cell, Sheet, Workbook
from portal.common.text import clean

SHOWN = 5
"""So many places are named; a list with a column of such numbers would name thousands."""
_BACK = re.compile(r"[-\s]*[1-9]\d{6}")
_FRONT = re.compile(r"(?:(?:18|19|20)\d{6}|\d{6})[-\s]*")


def found_in(book: Workbook) -> list[str]:
    """Where such numbers stand, in words and without them; empty when there is none.

    Cells come first, then names of sheets and the file, then what stands beside the cells.
    """
    in_cells = list(islice(_in_cells(book), SHOWN))
    in_names = [_("시트 이름") for sheet in book.sheets if resident_number.contains(sheet.name)]
    if resident_number.contains(book.filename):
        in_names.append(_("파일 이름"))
    # Texts of cells may be kept apart from them and would be named twice.
    beside = (
        [] if in_cells else [str(loose.place) for loose in book.texts if resident_number.contains(loose.text)]
    )
    return list(dict.fromkeys(in_cells + in_names + beside))


def message(places: list[str]) -> str:
    """The refusal of a file with the places found, the numbers themselves never repeated."""
    where = _("있는 곳: %(places)s.") % {"places": ", ".join(places[:SHOWN])}
    more = " " + _("다른 칸에도 더 있을 수 있습니다.") if len(places) >= SHOWN else ""
    return f"{resident_number.MESSAGE} {where}{more}"


def _in_cells(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for number, row in enumerate(sheet.values, start=1):
            yield from (_named(sheet, number, column) for column in _columns(row))


def _named(sheet: Sheet, row: int, column: int) -> str:
    ref = Cell(None, row, column).ref
    if not sheet.name or resident_number.contains(sheet.name):
        return ref
    sheet_name = _("숨긴 시트 ‘%(name)s’") if sheet.is_hidden else _("시트 ‘%(name)s’")
    return f"{sheet_name % {'name': sheet.name}} {ref}"


def _columns(row: tuple) -> list[int]:
    """The columns of a row, from 1, where one stands or begins."""
    texts = [
        (column, value if isinstance(value, str) else _digits(value))
        for column, value in enumerate(row, start=1)
        if value is not None
    ]
    found = [column for column, text in texts if len(text) >= 13 and resident_number.contains(text)]
    return found or list(_split(texts))


def _split(texts: list[tuple[int, str]]) -> Iterator[int]:
    """A birth date of six or eight digits in one cell, the seven digits behind it in the next."""
    for column, front, back in _neighbours(texts):
        if _BACK.fullmatch(back) and _FRONT.fullmatch(front) and resident_number.contains(f"{front} {back}"):
            yield column


def _neighbours(texts: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    first, front = 0, ""
    for column, text in texts:
        if 7 <= len(text) <= 9 and front:
            yield first, clean(front), clean(text)
        first, front = column, text if len(text) <= 10 else ""


def _digits(value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else ""
