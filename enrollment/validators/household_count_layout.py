"""Where things stand in the Ministry's household file: header, region column, one 세대수 column per month.

Layouts: one header row (``2022년06월_세대수``), or a month over merged cells with ``세대수`` below it; the
code in brackets behind the region's name, or in a column of its own. Source: jumin.mois.go.kr downloads.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from portal.common.month import Month
from portal.common.tabular.table import Sheet, Workbook
from portal.common.text import clean

_HEADER_SEARCH_ROWS = 20
_REGION_HEADER = re.compile(r"(?:행정구역|행정기관|읍면동)(?:명|\(.*\)별?)?")
_CODE_HEADER = re.compile(r"(?:행정구역|행정기관|읍면동)?코드(?:번호)?")
_COUNT_HEADER = re.compile(r"(?:(\d{4})년(\d{1,2})월_*)?세대수")
_REGION = re.compile(r"(.*?)\s*\((\d{10})\)")
_CODE = re.compile(r"\d{10}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse a file, with row (from 1) and column letter where it has a place."""

    message: str
    row: int | None = None
    column: str = ""
    header: str = ""

    def __str__(self) -> str:
        place = {"row": self.row, "column": self.column, "header": self.header, "message": self.message}
        if self.row and self.column:
            return _("%(row)s행 %(column)s열(%(header)s): %(message)s") % place
        if self.row:
            return _("%(row)s행: %(message)s") % place
        if self.column:
            return _("%(column)s열(%(header)s): %(message)s") % place
        return self.message


class Region(NamedTuple):
    """A region as a row names it; ``code`` is empty when the row gives none."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet with the table, its first data row (from 1), and the columns that matter (from 0)."""

    sheet: Sheet
    first_row: int
    region_column: int
    code_column: int | None
    counts: dict[date, int]
    headers: dict[date, str]
    region_header: str

    @property
    def region_letter(self) -> str:
        """Column letter of the region's name."""
        return get_column_letter(self.region_column + 1)

    def letter(self, as_of: date) -> str:
        """Column letter of a month."""
        return get_column_letter(self.counts[as_of] + 1)

    def region(self, values: tuple) -> Region:
        """Name and code of a row's region."""
        text = _text(values, self.region_column)
        match = _REGION.fullmatch(text)
        name, code = match.groups() if match else (text, "")
        if not code and self.code_column is not None:
            code = _text(values, self.code_column).removesuffix(".0")
            code = code if _CODE.fullmatch(code) else ""
        return Region(name, code)


def find_layout(book: Workbook) -> tuple[Layout | None, list[Problem]]:
    """Find the table in a workbook; without one the problems say what is missing and where."""
    problems = [
        Problem(_("‘행정구역’ 열이 없습니다. 주민등록 인구통계에서 내려받은 파일을 그대로 올려 주세요."))
    ]
    for sheet in book.sheets:
        for index, values in enumerate(sheet.values[:_HEADER_SEARCH_ROWS]):
            labels = [_squeeze(value) for value in values]
            region = _first(labels, _REGION_HEADER)
            if region is None:
                continue
            layout, problems = _layout(sheet, index, labels, region)
            if layout:
                return layout, []
    return None, problems


def _layout(sheet: Sheet, index: int, labels: list[str], region: int) -> tuple[Layout | None, list[Problem]]:
    first = index + 1
    below = [_squeeze(value) for value in sheet.values[first]] if first < len(sheet.values) else []
    if "세대수" in below:
        labels, first = _joined(labels, below), first + 1
    counts, headers, problems = {}, {}, []
    for column, label in enumerate(labels):
        if not (match := _COUNT_HEADER.fullmatch(label)):
            continue
        place = {"row": index + 1, "column": get_column_letter(column + 1), "header": label}
        as_of = _month_end(match)
        if as_of is None:
            message = _("몇 년 몇 월의 세대수인지 적혀 있지 않습니다. (예: 2022년06월_세대수)")
            problems.append(Problem(message, **place))
        elif as_of in counts:
            problems.append(Problem(_("같은 달의 세대수 열이 두 번 있습니다. 한 열만 남겨 주세요."), **place))
        else:
            counts[as_of], headers[as_of] = column, label
    if not counts and not problems:
        message = _("‘세대수’ 열이 없습니다. 내려받을 때 세대수를 선택해 주세요. (예: 2022년06월_세대수)")
        problems.append(Problem(message, row=index + 1))
    if problems:
        return None, problems
    return Layout(sheet, first + 1, region, _first(labels, _CODE_HEADER), counts, headers, labels[region]), []


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Labels of a two-row header: a merged month holds for the blank cells to its right."""
    labels, month = [], ""
    for column in range(max(len(upper), len(lower))):
        top = upper[column] if column < len(upper) else ""
        sub = lower[column] if column < len(lower) else ""
        month = top or month
        labels.append(f"{month}_{sub}" if sub else top)
    return labels


def _month_end(match: re.Match) -> date | None:
    if not match[1] or not 1 <= int(match[2]) <= 12:
        return None
    return Month(date(int(match[1]), int(match[2]), 1)).last


def _first(labels: list[str], pattern: re.Pattern) -> int | None:
    return next((column for column, label in enumerate(labels) if pattern.fullmatch(label)), None)


def _squeeze(value) -> str:
    return "" if value is None else clean(str(value)).replace(" ", "")


def _text(values: tuple, column: int) -> str:
    value = values[column] if column < len(values) else None
    return "" if value is None else clean(str(value))
