"""Where the tables of a workbook stand: heading rows, columns, rows of data between totals and footnotes."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from enrollment.domain.import_.columns import Vocabulary, squeeze
from portal.common.tabular.read import Sheet, Workbook
from portal.common.text import clean

HEADER_SEARCH_ROWS = 30
REASON = "반려 사유"
"""Heading of the column we add behind refused rows: no part of a layout when the file comes back."""
_NEEDED = {"birth_date", "mobile", "road_address", "head_name"}
_DITTO = frozenset(("〃", '"', "''", "”", "“", "″", "〟", "상동", "위와같음", "동상", "위와동일", "ditto"))
_CARRIED = frozenset(("dong", "tong", "collected_by"))
"""Fields that CSV loses when merged cells are saved: blank means as above."""
_FORMULA = frozenset("=+-@")
_TOTAL = re.compile(r"(?:소|합|총|누)?계|.{0,12}(?:소계|합계|총계|누계)|총\d+[명건세대]+")
_NOTE = re.compile(r"[※☞◎▶]|\*|주\)|\(주\)|비고")


_COLUMNS_OF = {
    "tong_number": ("tong", "tong_ban"),
    "ban": ("ban", "tong_ban"),
    "services": ("services", "service:"),
    "topics": ("topics", "topic:"),
    "channels": ("channels", "channel:"),
    "address_detail": ("address_detail", "road_address"),
}


class Row(NamedTuple):
    """A row of data, its number as the spreadsheet shows it, merged and ditto cells filled in."""

    number: int
    cells: tuple


@dataclass(slots=True)
class Table:
    """One table: sheet (from 0), heading rows and first data row (from 1), headings, fields by column.

    Columns count from 0. `signature` names the layout; `skipped` are row numbers of totals and footnotes.
    """

    sheet: int
    name: str
    header_row: int
    first_row: int
    labels: list[str]
    columns: dict[int, str]
    signature: str
    dong: str = ""
    skipped: list[int] = field(default_factory=list)

    def as_json(self) -> dict:
        return {**asdict(self), "columns": {str(column): code for column, code in self.columns.items()}}

    @classmethod
    def from_json(cls, data: dict) -> "Table":
        return cls(**{**data, "columns": {int(column): code for column, code in data["columns"].items()}})

    def column_of(self, field_code: str) -> int | None:
        """The column a problem of a field stands in; of a field spread over several, the first."""
        wanted = _COLUMNS_OF.get(field_code, (field_code,))
        if field_code.startswith("consent_"):
            wanted = (field_code.replace("consent_", "consent:"),)
        for code in wanted:
            for column in sorted(self.columns):
                if (
                    self.columns[column].startswith(code)
                    if code.endswith(":")
                    else self.columns[column] == code
                ):
                    return column
        return None


def find_tables(book: Workbook, words: Vocabulary) -> list[Table]:
    """The tables of applications in a workbook, one for each sheet that has one."""
    found = (_find_table(number, sheet, words) for number, sheet in enumerate(book.sheets))
    return [table for table in found if table]


def _find_table(number: int, sheet: Sheet, words: Vocabulary) -> Table | None:
    best = None
    for index in range(min(HEADER_SEARCH_ROWS, len(sheet.values))):
        for depth in (1, 2):
            heading = _heading(sheet, index, depth, words)
            score = (len(set(heading.columns.values()) - {""}), -depth)
            if _is_table(heading.columns) and (best is None or score > best[0]):
                best = score, heading, index, depth
    if best is None:
        return None
    _score, heading, index, depth = best
    return Table(
        sheet=number,
        name=sheet.name,
        header_row=index + 1,
        first_row=index + depth + 1,
        labels=heading.labels,
        columns=heading.columns,
        signature=_signature(heading.labels),
    )


class _Heading(NamedTuple):
    labels: list[str]
    columns: dict[int, str]


def _heading(sheet: Sheet, index: int, depth: int, words: Vocabulary) -> _Heading:
    top = _text_row(sheet, index)
    if depth == 1:
        pairs = [(text, "") for text in top]
    else:
        pairs = _paired(_spread(sheet, index, top), _text_row(sheet, index + 1))
    labels, columns, taken = [], {}, set()
    for column, (upper, lower) in enumerate(pairs):
        labels.append(clean(f"{upper} {lower}" if lower and lower != upper else upper or lower))
        code = words.field(squeeze(upper), squeeze(lower))
        columns[column] = "" if code in taken else code
        taken.add(code)
    return _Heading(labels, columns)


def _text_row(sheet: Sheet, index: int) -> list[str]:
    values = sheet.values[index] if index < len(sheet.values) else ()
    return [clean(value) if isinstance(value, str) else "" for value in values]


def _spread(sheet: Sheet, index: int, top: list[str]) -> list[str]:
    """The upper headings, each over every column it is merged across; without merges, until the next."""
    merged = [m for m in sheet.merges if m[0] <= index + 1 <= m[2] and m[3] > m[1]]
    spread = list(top) + [""] * (max((m[3] for m in merged), default=0) - len(top))
    for _top, left, _bottom, right in merged:
        spread[left - 1 : right] = [spread[left - 1]] * (right - left + 1)
    if sheet.merges:
        return spread
    below, last = _text_row(sheet, index + 1), ""
    for column, text in enumerate(spread):
        last = text or last
        if not text and column < len(below) and below[column]:
            spread[column] = last
    return spread + [last if text else "" for text in below[len(spread) :]]


def _paired(top: list[str], below: list[str]) -> list[tuple[str, str]]:
    width = max(len(top), len(below))
    return list(zip(top + [""] * (width - len(top)), below + [""] * (width - len(below)), strict=True))


def _is_table(columns: dict[int, str]) -> bool:
    codes = set(columns.values())
    return "name" in codes and len(codes & _NEEDED) >= 2


def _signature(labels: list[str]) -> str:
    own = [squeeze(label) for label in labels if label != REASON]
    return hashlib.sha256("\x1f".join(own).encode()).hexdigest()


def data_rows(sheet: Sheet, table: Table, *, carry: bool) -> Iterator[Row]:
    """The rows of data, filled in; totals and footnotes are noted in `table.skipped`, blank rows left out.

    `carry`: a blank dong, tong or leader means as above, because the format cannot tell merged cells.
    """
    filler = _Filler(sheet, table, carry=carry)
    for number, values in enumerate(sheet.values[table.first_row - 1 :], start=table.first_row):
        plain = tuple(_plain(value) for value in values)
        if _is_blank(plain, table):
            filler.fill(number, plain)
            continue
        if _is_beside(plain, table):
            table.skipped.append(number)
            continue
        yield Row(number, filler.fill(number, plain))


class _Filler:
    """Fills in what stands above: merged ranges, ditto marks, and what CSV lost."""

    def __init__(self, sheet: Sheet, table: Table, *, carry: bool):
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _right in sheet.merges:
            if bottom > top >= table.first_row:
                self.starts.setdefault(top, []).append((left - 1, bottom))
        self.running: dict[int, int] = {}
        self.carried = [c for c, code in table.columns.items() if carry and code in _CARRIED]
        self.above: list = []

    def fill(self, number: int, cells: tuple) -> tuple:
        filled = list(cells)
        above = self.above
        for column in [column for column, bottom in self.running.items()]:
            if number > self.running[column]:
                del self.running[column]
            elif column < len(above):
                _put(filled, column, above[column])
        for column, value in enumerate(filled):
            if isinstance(value, str) and len(value) < 9 and column < len(above):
                if value.replace(" ", "").lower() in _DITTO:
                    filled[column] = above[column]
        for column in self.carried:
            if column < len(above) and (column >= len(filled) or filled[column] is None):
                _put(filled, column, above[column])
        for column, bottom in self.starts.get(number, ()):
            self.running[column] = bottom
        self.above = filled if any(cell is not None for cell in filled) else above
        return tuple(filled)


def _put(cells: list, column: int, value) -> None:
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value


def _plain(value):
    """A value that JSON can hold and the parsers read: dates as they are written, blanks as None."""
    if isinstance(value, str):
        text = value.strip()
        # The mark that keeps a spreadsheet from reading text as a formula is not part of the text.
        return (text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text) or None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _is_blank(cells: tuple, table: Table) -> bool:
    """Nothing but a running number, or the dong and tong of lines left free."""
    return all(value is None or _is_prepared(table.columns.get(c), value) for c, value in enumerate(cells))


def _is_prepared(code: str | None, value) -> bool:
    if code == "sequence":
        return not isinstance(value, str) or value.strip(".").isdecimal()
    return code in ("dong", "tong") and not _TOTAL.fullmatch(squeeze(value))


def _is_beside(cells: tuple, table: Table) -> bool:
    """A total, a footnote or a heading printed again, rather than an applicant."""
    filled = [value for value in cells if value is not None]
    if len(filled) == 1 or _repeats_heading(cells, table):
        return True
    values = {table.columns.get(column): value for column, value in enumerate(cells) if value is not None}
    if "birth_date" in values and "name" in values:
        return False
    texts = [squeeze(value) for value in filled[:3] if isinstance(value, str)]
    return bool(texts) and (
        any(_TOTAL.fullmatch(text) for text in texts) or _NOTE.match(str(filled[0])) is not None
    )


def _repeats_heading(cells: tuple, table: Table) -> bool:
    same = sum(
        isinstance(value, str) and squeeze(value) == squeeze(label)
        for value, label in zip(cells, table.labels, strict=False)
        if label
    )
    return same >= 3
