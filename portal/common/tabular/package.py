"""What an XLSX package holds beside its cells: merged ranges, and texts in notes, shapes and properties."""

import html
import re
import zipfile
from collections.abc import Iterator

from openpyxl.utils import range_boundaries

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_SHEET_DATA = re.compile(rb"</?(?:\w+:)?sheetData\b")
_END_OF_TEXT = re.compile(
    r"</(?:\w+:)?(?:comment|threadedComment|si|p|definedName|oddHeader|oddFooter|evenHeader|evenFooter)>"
    r"|</(?:\w+:)?(?:title|subject|creator|description|keywords|category|lpwstr|lastModifiedBy|company)>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r'"([^"]{13,})"')
_BLOCK = 1 << 20
_OVERLAP = 200

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


def loose_texts(package: zipfile.ZipFile) -> Iterator[str]:
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
        yield from map(html.unescape, _ATTRIBUTE.findall(text))
        for piece in _END_OF_TEXT.split(text):
            if plain := html.unescape(_TAG.sub("", piece)).strip():
                yield plain
