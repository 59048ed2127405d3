"""Whether a file holds a resident registration number: in a cell, split over two, in a note, in a name."""

import re
from collections.abc import Iterable, Iterator

from portal.common import resident_number
from portal.common.tabular.read import Workbook
from portal.common.text import clean

_BACK = re.compile(r"[-\s]*[1-9]\d{6}")
_FRONT = re.compile(r"(?:(?:18|19|20)\d{6}|\d{6})[-\s]*")


def found_in(book: Workbook) -> bool:
    """Whether one stands anywhere in the file, its name, the names of its sheets, or beside its cells."""
    outside = (book.filename, *(sheet.name for sheet in book.sheets), *book.texts)
    return any(map(resident_number.contains, outside)) or any(
        _in_row(row) for sheet in book.sheets for row in sheet.values
    )


def _in_row(row: tuple) -> bool:
    texts = [value if isinstance(value, str) else _digits(value) for value in row if value is not None]
    return any(len(text) >= 13 and resident_number.contains(text) for text in texts) or _split(texts)


def _split(texts: Iterable[str]) -> bool:
    """A birth date of six or eight digits in one cell, the seven digits behind it in the next."""
    return any(
        _BACK.fullmatch(back) and _FRONT.fullmatch(front) and resident_number.contains(f"{front} {back}")
        for front, back in _neighbours(texts)
    )


def _neighbours(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    front = ""
    for text in texts:
        if 7 <= len(text) <= 9 and front:
            yield clean(front), clean(text)
        front = text if len(text) <= 10 else ""


def _digits(value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else ""
