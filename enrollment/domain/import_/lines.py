"""The lines below a heading: which are applicants, which totals, footnotes and lines left free."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from enrollment.domain.import_.columns import squeeze
from enrollment.domain.import_.filling import Filler
from enrollment.domain.import_.layout import Table
from portal.common.tabular.table import Sheet

_PREPARED = frozenset(
    ("sequence", "form_no", "dong", "tong", "ban", "tong_ban", "collected_by", "collected_on", "place")
)
"""What offices write into lines before anybody applies."""
DECIDING = _PREPARED | {"name", "birth_date"}
"""Fields that decide which lines are applicants and what they take from above."""
_FORMULA = frozenset("=+-@")
_TEXT_AS_FORMULA = re.compile(r'="([^"]*)"')
"""How CSV files keep a spreadsheet from reading digits as a number."""
_TOTAL = re.compile(r"(?:(?:소|합|총|누)?계|.{0,12}(?:소계|합계|총계|누계)|총)(?:\d+[명건세대]*)?")
_NOTE = re.compile(r"[※☞◎▶]|\*|주\)|\(주\)|비고")
_HINT = re.compile(r"\(.*\)|[①-⑳]")


class Line(NamedTuple):
    """A line of the file, its number as the spreadsheet shows it.

    `cells` have merged ranges and ditto marks filled in; `carried` are the columns among them that were blank
    and mean what stands above.
    """

    number: int
    cells: tuple
    is_applicant: bool
    carried: tuple[int, ...] = ()


def lines_of(sheet: Sheet, table: Table, *, carry: bool) -> Iterator[Line]:
    """The lines of a table as they were uploaded; those with nothing in them are left out.

    `carry`: a blank dong, tong or leader means as above, because the format cannot tell merged cells.
    """
    numbered = enumerate(sheet.values[table.first_row - 1 :], start=table.first_row)
    return sort_lines(numbered, table, carry=carry, merges=sheet.merges)


def sort_lines(
    numbered: Iterable[tuple[int, tuple]], table: Table, *, carry: bool, merges: Iterable = ()
) -> Iterator[Line]:
    """Say of each line what it is by what the columns of the table are."""
    filler = Filler(merges, table, carry=carry)
    labels = [squeeze(label) for label in table.labels]
    for number, values in numbered:
        plain = tuple(_plain(value) for value in values)
        if _is_blank(plain, table):
            filler.fill(number, plain)
            if any(value is not None for value in plain):
                yield Line(number, plain, is_applicant=False)
        elif _is_beside(plain, table, labels):
            table.skipped.append(number)
            yield Line(number, plain, is_applicant=False)
        else:
            cells, carried = filler.fill(number, plain)
            yield Line(number, cells, is_applicant=True, carried=carried)


def _plain(value):
    """A value that JSON can hold and the parsers read: dates as they are written, blanks as None."""
    if isinstance(value, str):
        text = value.strip()
        # The mark that keeps a spreadsheet from reading text as a formula is not part of the text.
        text = text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text
        if text[:2] == '="' and (wrapped := _TEXT_AS_FORMULA.fullmatch(text)):
            text = wrapped[1]
        return text or None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _is_blank(cells: tuple, table: Table) -> bool:
    """Nothing but a running number, or what was prepared on lines left free."""
    return all(value is None or _is_prepared(table.columns.get(c), value) for c, value in enumerate(cells))


def _is_prepared(code: str | None, value) -> bool:
    if code == "sequence":
        return not isinstance(value, str) or value.strip(".").isdecimal()
    return code in _PREPARED and not _TOTAL.fullmatch(squeeze(value))


def _is_beside(cells: tuple, table: Table, labels: list[str]) -> bool:
    """A total, a footnote or a heading printed again, rather than an applicant."""
    filled = [value for value in cells if value is not None]
    texts = [value for value in filled if isinstance(value, str)]
    if len(filled) == 1 or _repeats_heading(cells, labels, len(texts)):
        return True
    if any(_TOTAL.fullmatch(squeeze(value)) for value in filled[:3] if isinstance(value, str)):
        return True
    values = {table.columns.get(column): value for column, value in enumerate(cells) if value is not None}
    if texts and all(_HINT.fullmatch(text) for text in texts):
        return True
    if "birth_date" in values and "name" in values:
        return False
    return _NOTE.match(str(filled[0])) is not None


def _repeats_heading(cells: tuple, labels: list[str], texts: int) -> bool:
    """Printed again on every page, the heading stands among the rows: one of its rows, or all in one."""
    same = sum(
        isinstance(value, str) and value.lstrip("*※ ")[:1].lower() in label and squeeze(value) in label
        for value, label in zip(cells, labels, strict=False)
        if label
    )
    return same >= 3 and same * 2 >= texts
