"""What an XLSX package holds beside the values of its cells: merged ranges, formulas, and texts in notes,
shapes and properties.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import range_boundaries

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHEET_DATA = re.compile(rb"</?(?:\w+:)?sheetData\b")
_END_OF_TEXT = re.compile(
    r"</(?:\w+:)?(?:comment|threadedComment|si|p|definedName|oddHeader|oddFooter|evenHeader|evenFooter)>"
    r"|</(?:\w+:)?(?:title|subject|creator|description|keywords|category|lpwstr|lastModifiedBy|company)>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r'"([^"]{13,})"')
_PLACES = {
    "omments": _("메모"),
    "vmlDrawing": _("메모"),
    "drawings/": _("글상자"),
    "docProps/": _("파일 속성"),
    "/worksheets/": _("머리글이나 바닥글"),
    "sharedStrings": _("지운 칸의 흔적"),
}
"""What the parts of a package are, by how they are named."""
_BLOCK = 1 << 20
_OVERLAP = 200
_LONGEST_FORMULA = 10_000

MAX_MERGES = 200_000


def merges(package: zipfile.ZipFile, sheet_path: str) -> tuple[tuple[int, int, int, int], ...]:
    """Merged ranges of a sheet as (first row, first column, last row, last column), counted from 1.

    Read from the end of the sheet's XML a block at a time, so that a large sheet needs no memory.
    """
    found, rest = [], b""
    with package.open(sheet_path) as part:
        while block := part.read(_BLOCK):
            text = rest + block
            last = 0
            for match in _MERGE.finditer(text):
                left, top, right, bottom = range_boundaries(match[1].decode())
                found.append((top, left, bottom, right))
                last = match.end()
            if len(found) > MAX_MERGES:
                break
            rest = text[max(last, len(text) - _OVERLAP) :]
    return tuple(found)


def unevaluated(package: zipfile.ZipFile, sheet_path: str) -> dict[tuple[int, int], str]:
    """Formulas no value was stored with, as written (=A1+1), by row and column counted from 1."""
    found, rest = {}, b""
    with package.open(sheet_path) as part:
        while block := part.read(_BLOCK):
            text = rest + block
            if b"<f" in text or b":f" in text:
                for match in _FORMULA.finditer(text):
                    left, top, _right, _bottom = range_boundaries(match[1].decode())
                    written = (match[2] or b"").decode("utf-8", errors="replace")
                    found[top, left] = "=" + html.unescape(written)
            rest = text[-_LONGEST_FORMULA:]
    return found


class Loose(NamedTuple):
    """A text outside the cells, and what it is part of."""

    place: Promise
    text: str


def loose_texts(package: zipfile.ZipFile) -> Iterator[Loose]:
    """Every text outside the cells: notes, text boxes, headers and footers, names, properties, and what the
    table of shared strings still holds of cells cleared long ago."""
    for name in package.namelist():
        if not name.endswith((".xml", ".vml", ".rels")):
            continue
        data = package.read(name)
        if "/worksheets/" in name:
            parts = _SHEET_DATA.split(data)
            data = b" ".join(parts[::2]) if len(parts) == 3 else data
        text = data.decode("utf-8", errors="replace")
        place = next((place for part, place in _PLACES.items() if part in name), _("칸 밖"))
        for value in _ATTRIBUTE.findall(text):
            yield Loose(place, html.unescape(value))
        for piece in _END_OF_TEXT.split(text):
            if plain := html.unescape(_TAG.sub("", piece)).strip():
                yield Loose(place, plain)
