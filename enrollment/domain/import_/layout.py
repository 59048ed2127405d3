"""Where the tables of a workbook stand: heading rows, columns, and the layout they are remembered by."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from enrollment.domain.import_.columns import Vocabulary, squeeze
from enrollment.domain.import_.headings import MOST_ROWS, read_heading
from portal.common.tabular.table import Sheet, Workbook

HEADER_SEARCH_ROWS = 30
REASON = "반려 사유"
"""Heading of the column we add behind refused rows: no part of a layout when the file comes back."""
_TELLING = {"name", "birth_date", "mobile", "road_address", "head_name"}
_ENOUGH = 3
"""So many telling columns make a table of applicants; the others a clerk can still name."""
_WITHOUT_HEADING = 10
"""So many columns behind the last heading are offered to be named."""

_COLUMNS_OF = {
    "tong_number": ("tong", "tong_ban"),
    "ban": ("ban", "tong_ban"),
    "services": ("services", "service:"),
    "topics": ("topics", "topic:"),
    "channels": ("channels", "channel:"),
    "address_detail": ("address_detail", "road_address"),
}


@dataclass(slots=True)
class Table:
    """One table: sheet (from 0), heading rows and first data row (from 1), headings, fields by column.

    Columns count from 0. `signature` names the layout; `skipped` are row numbers of totals and footnotes,
    `merges` the merged ranges above the data, `filled` the columns in which an applicant has anything.
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
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)

    def as_json(self) -> dict:
        return {**asdict(self), "columns": {str(column): code for column, code in self.columns.items()}}

    @classmethod
    def from_json(cls, data: dict) -> "Table":
        return cls(**{**data, "columns": {int(column): code for column, code in data["columns"].items()}})

    def see_filled(self, columns: set[int]) -> None:
        """Remember which columns are filled; one beyond the headings can be named by a clerk too."""
        self.filled = sorted(columns)
        last = min(max(columns, default=0) + 1, len(self.labels) + _WITHOUT_HEADING)
        self.labels += [""] * (last - len(self.labels))
        for column in range(len(self.labels)):
            self.columns.setdefault(column, "")

    def column_of(self, field_code: str) -> int | None:
        """The column a problem of a field stands in; of a field spread over several, the first."""
        wanted = _COLUMNS_OF.get(field_code, (field_code,))
        if field_code.startswith("consent_"):
            wanted = (field_code.replace("consent_", "consent:"),)
        for code in wanted:
            for column in sorted(self.columns):
                found = self.columns[column]
                if found.startswith(code) if code.endswith(":") else found == code:
                    return column
        return None


def find_tables(
    book: Workbook, words: Vocabulary, is_table: Callable[[set[str]], bool] | None = None
) -> list[Table]:
    """The tables of a workbook, one for each sheet that has one.

    `is_table` tells by its fields; without it, tables of applications are wanted.
    """
    wanted = is_table or _is_table
    found = (_find_table(number, sheet, words, wanted) for number, sheet in enumerate(book.sheets))
    return [table for table in found if table]


def _find_table(number: int, sheet: Sheet, words: Vocabulary, is_table: Callable) -> Table | None:
    """The heading under which most columns are understood, with the fewest rows that cut no merged cell."""
    best = None
    for index in range(min(HEADER_SEARCH_ROWS, len(sheet.values))):
        for depth in range(1, MOST_ROWS + 1):
            heading = read_heading(sheet, index, depth, words)
            if heading is None or not is_table(heading.fields):
                continue
            score = (len(heading.fields), not _cuts_a_merge(sheet, index, depth), -depth)
            if best is None or score > best[0]:
                best = score, heading, index, depth
    if best is None:
        return None
    _score, heading, index, depth = best
    first_row = index + depth + 1
    return Table(
        sheet=number,
        name=sheet.name,
        header_row=index + 1,
        first_row=first_row,
        labels=heading.labels,
        columns=heading.columns,
        signature=_signature(heading.labels),
        merges=[merge for merge in sheet.merges if merge[2] < first_row],
    )


def _cuts_a_merge(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether a cell of the heading reaches below it: then the heading has more rows."""
    last = index + depth
    return any(index < top <= last < bottom for top, _left, bottom, _right in sheet.merges)


def _is_table(fields: set[str]) -> bool:
    return len(fields & _TELLING) >= _ENOUGH


def _signature(labels: list[str]) -> str:
    own = [squeeze(label) for label in labels if label != REASON]
    while own and not own[-1]:
        own.pop()
    return hashlib.sha256("\x1f".join(own).encode()).hexdigest()
