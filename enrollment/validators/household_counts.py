"""Read the Ministry's household file (주민등록 인구 및 세대현황): households per dong and month.

Source: jumin.mois.go.kr. The file mixes national, city and district subtotals, other districts and
branch offices (출장소); this module takes one district out of it, and refuses whatever does not add up to
the district's own row. Pure: no database.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.validators.household_count_cut import cut_off, cut_within_quotes, other_month
from enrollment.validators.household_count_layout import Layout, Problem, find_layout
from portal.common import resident_number
from portal.common.tabular.read import UnreadableFile, read_table
from portal.common.tabular.table import Workbook
from portal.common.text import clean

__all__ = ["HouseholdCountError", "ParsedCounts", "Problem", "compare", "parse"]

_DISTRICT_CODE = re.compile(r"(?!\d{2}0{8})\d{5}00000")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_DECIMAL = re.compile(r"[+-]?[\d,]*\.\d+")
_NEGATIVE = re.compile(r"[-△▲][\d,]+(?:\.\d+)?")
_UNCODED_SUBTOTALS = frozenset(("전국", "계", "합계", "총계", "소계"))


class HouseholdCountError(ValidationError):
    """The file is refused; ``problems`` lists every reason with its row and column."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__([str(problem) for problem in problems], code="household_counts")


@dataclass(frozen=True, slots=True)
class ParsedCounts:
    """One district's registered households.

    ``months`` maps the last day of a month to households per dong code, ``totals`` to the district's own
    row; the two always agree. ``names`` and ``rows`` give each dong's name and row in the file.
    """

    district_code: str
    district_name: str
    months: dict[date, dict[str, int]]
    totals: dict[date, int]
    names: dict[str, str]
    rows: dict[str, int]


@dataclass(slots=True)
class _Row:
    number: int
    code: str
    name: str
    counts: dict[date, int] = field(default_factory=dict)


def parse(
    data: bytes, filename: str, *, district_code: str, known: Mapping[str, str] | None = None
) -> ParsedCounts:
    """Read the households of one district, named by its ten-digit code, out of a CSV or XLSX file.

    A branch office counts apart from its dong; its households join the dong its name begins with. Where the
    dongs alone already equal the district row, a branch's figure is a part of them and is not added.
    `known` are the district's dongs, code to name: with them, the file must hold each and no other.
    Raises HouseholdCountError with every problem found.
    """
    if not _DISTRICT_CODE.fullmatch(district_code):
        message = _("구 코드는 00000으로 끝나는 숫자 10자리입니다. (예: 1120000000)")
        raise HouseholdCountError([Problem(message)])
    try:
        book = read_table(data, filename)
    except UnreadableFile as error:
        hint = cut_within_quotes(error, data)
        raise HouseholdCountError([*([hint] if hint else []), Problem(error.messages[0])]) from None
    if problems := _resident_numbers(book):
        raise HouseholdCountError(problems)
    layout, problems = find_layout(book)
    if layout is None:
        raise HouseholdCountError(problems)
    if problem := other_month(filename, layout.counts):
        raise HouseholdCountError([problem])
    ending = data[-1:] if book.format == "csv" else b""
    rows = _district_rows(layout, district_code, problems)
    district, dongs = _split(layout, rows, district_code, problems)
    for row in rows:
        _read_counts(layout, row, problems)
    others = _other_dongs(layout, district, dongs, known) if district and dongs and known else []
    months = {}
    if not problems:
        months = {as_of: _month(layout, as_of, district, dongs, problems) for as_of in sorted(layout.counts)}
    if others or problems:
        hint = cut_off(layout, {row.code for row in dongs}, known or (), ending)
        raise HouseholdCountError([*([hint] if hint else []), *others, *problems])
    used = {code for counts in months.values() for code in counts}
    return ParsedCounts(
        district_code=district_code,
        district_name=clean(district.name),
        months=months,
        totals={as_of: district.counts[as_of] for as_of in months},
        names={row.code: _short(row.name) for row in dongs if row.code in used},
        rows={row.code: row.number for row in dongs if row.code in used},
    )


def compare(parsed: ParsedCounts, known_codes: Collection[str] | Mapping[str, str]) -> list[Problem]:
    """Dongs the file lacks or the register does not know; a mapping of code to name names them."""
    known = known_codes if isinstance(known_codes, Mapping) else dict.fromkeys(known_codes, "")
    problems = [Problem(_missing(code, known[code])) for code in sorted(known) if code not in parsed.names]
    for code, name in parsed.names.items():
        if code not in known:
            problems.append(Problem(_unknown(code, name), row=parsed.rows[code]))
    return problems


def _other_dongs(layout: Layout, district: _Row, rows: list[_Row], known: Mapping[str, str]) -> list[Problem]:
    """As `compare`, before the figures are added up; what is missing stands at the district's row."""
    dongs = {row.code: row for row in rows if not row.name.endswith("출장소")}
    column = {"column": layout.region_letter, "header": layout.region_header}
    problems = [
        Problem(_missing(code, known[code]), district.number, **column)
        for code in sorted(known)
        if code not in dongs
    ]
    for code, row in dongs.items():
        if code not in known:
            problems.append(Problem(_unknown(code, _short(row.name)), row.number, **column))
    return problems


def _missing(code: str, name: str) -> str:
    message = _("파일에 %(dong)s(%(code)s) 행이 없습니다. 모든 동이 들어 있는 파일을 올려 주세요.")
    return message % {"dong": name or _("등록된 동"), "code": code}


def _unknown(code: str, name: str) -> str:
    message = _("%(dong)s(%(code)s)은(는) 등록되지 않은 동입니다. 동 목록을 먼저 고쳐 주세요.")
    return message % {"dong": name, "code": code}


def _resident_numbers(book: Workbook) -> list[Problem]:
    """Cells that hold a resident registration number, which no upload may; never repeated in the message."""
    return [
        Problem(str(resident_number.MESSAGE), row=cell.row, column=cell.letter, header=sheet.name or _("셀"))
        for sheet in book.sheets
        for row in sheet.rows
        for cell in row
        if isinstance(cell.value, (str, int)) and resident_number.contains(str(cell.value))
    ]


def _district_rows(layout: Layout, district_code: str, problems: list[Problem]) -> list[_Row]:
    """The district's own row and its dongs; a row with figures but no code is a problem."""
    rows, of_city = [], []
    for number, values in enumerate(layout.sheet.values[layout.first_row - 1 :], start=layout.first_row):
        region = layout.region(values)
        if not region.code:
            has_figures = any(_value(values, column) is not None for column in layout.counts.values())
            if has_figures and region.name.replace(" ", "") not in _UNCODED_SUBTOTALS:
                message = _("행정구역 코드가 없습니다. 이름 뒤 괄호에 숫자 10자리로 적어 주세요.")
                problems.append(Problem(message, number, layout.region_letter, layout.region_header))
        elif region.code == district_code or not region.code.endswith("00000"):
            if region.code.startswith(district_code[:5]):
                rows.append(_Row(number, region.code, region.name))
            elif region.code.startswith(district_code[:4]):
                of_city.append(_Row(number, region.code, region.name))
    if district_code[4] == "0" and all(row.code == district_code for row in rows):
        rows += of_city  # a city divided into districts has its dongs under their codes
    return rows


def _split(
    layout: Layout, rows: list[_Row], district_code: str, problems: list[Problem]
) -> tuple[_Row | None, list[_Row]]:
    seen: dict[str, _Row] = {}
    for row in rows:
        if row.code in seen:
            message = _("%(region)s(%(code)s) 행이 %(first)s행에 이미 있습니다. 한 행만 남겨 주세요.")
            params = {"region": _short(row.name), "code": row.code, "first": seen[row.code].number}
            problems.append(Problem(message % params, row.number, layout.region_letter, layout.region_header))
        seen.setdefault(row.code, row)
    district = seen.pop(district_code, None)
    if district is None:
        message = _("구 합계 행(%(code)s)이 없습니다. 구가 함께 들어 있는 파일을 올려 주세요.")
        problems.append(Problem(message % {"code": district_code}))
    if not seen:
        message = _("구(%(code)s)에 속한 동이 하나도 없습니다. 읍면동까지 내려받은 파일을 올려 주세요.")
        problems.append(Problem(message % {"code": district_code}))
    return district, list(seen.values())


def _read_counts(layout: Layout, row: _Row, problems: list[Problem]) -> None:
    values = layout.sheet.values[row.number - 1]
    for as_of, column in layout.counts.items():
        value = _value(values, column)
        count, complaint = _households(value)
        if complaint:
            problems.append(Problem(complaint, row.number, layout.letter(as_of), layout.headers[as_of]))
        else:
            row.counts[as_of] = count


def _households(value) -> tuple[int, str]:
    """A count and no complaint, or zero and what is wrong with the cell."""
    if value is None:
        return 0, _("세대수가 비어 있습니다. 0 이상의 정수를 입력해 주세요.")
    text = str(value).strip() if isinstance(value, str) else repr(value)
    text = clean(text.removesuffix(".0") if isinstance(value, float) else text)
    if _GROUPED.fullmatch(text) and not isinstance(value, bool):
        return int(text.replace(",", "")), ""
    shown = {"value": text[:20]}
    if _NEGATIVE.fullmatch(text):
        return 0, _("‘%(value)s’은(는) 음수입니다. 세대수는 0 이상의 정수여야 합니다.") % shown
    if _DECIMAL.fullmatch(text):
        return 0, _("‘%(value)s’은(는) 소수입니다. 세대수는 0 이상의 정수여야 합니다.") % shown
    return 0, _("‘%(value)s’은(는) 숫자가 아닙니다. 세대수는 0 이상의 정수여야 합니다.") % shown


def _month(
    layout: Layout, as_of: date, district: _Row, rows: list[_Row], problems: list[Problem]
) -> dict[str, int]:
    dongs = [row for row in rows if not row.name.endswith("출장소")]
    branches = [row for row in rows if row.name.endswith("출장소")]
    counts = {row.code: row.counts[as_of] for row in dongs}
    total, alone = district.counts[as_of], sum(counts.values())
    if alone == total:
        return counts
    for branch in branches:
        if households := branch.counts[as_of]:
            code = _parent(branch, dongs)
            counts[code] = counts.get(code, 0) + households
    if sum(counts.values()) != total:
        message = _(
            "동을 모두 더하면 %(sum)s세대인데 구 행은 %(total)s세대입니다. "
            "빠지거나 고친 동이 없는지 확인해 주세요."
        )
        message %= {"sum": f"{sum(counts.values()):,}", "total": f"{total:,}"}
        problems.append(Problem(message, district.number, layout.letter(as_of), layout.headers[as_of]))
    return counts


def _parent(branch: _Row, dongs: list[_Row]) -> str:
    """Code of the dong whose name the branch's name begins with, or its own when there is none."""
    name = _short(branch.name)
    parents = [row for row in dongs if row.code[:5] == branch.code[:5] and name.startswith(_short(row.name))]
    return max(parents, key=lambda row: len(row.name)).code if parents else branch.code


def _short(name: str) -> str:
    return name.rpartition(" ")[2]


def _value(values: tuple, column: int):
    value = values[column] if column < len(values) else None
    return None if isinstance(value, str) and not value.strip() else value
