"""Values of indicators out of an uploaded table: every mistake named by its row and column."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.models import District
from enrollment.validators.household_count_layout import Problem
from portal.common import resident_number
from portal.common.tabular.read import UnreadableFile, read_table
from portal.common.tabular.table import Cell, Sheet
from portal.common.text import clean
from portal.dashboards.indicators.period import parse_period
from portal.dashboards.indicators.values import NO_SOURCE, parse_value, refuse_wrong
from portal.dashboards.models import Indicator

HEADINGS = {
    "indicator": ("지표", "지표 코드", "코드", "indicator", "code"),
    "peer": ("비교 대상", "비교대상", "peer"),
    "period": ("기간", "때", "기준일", "period"),
    "value": ("값", "수치", "value"),
    "source": ("출처", "근거", "source"),
}
NEEDED = ("indicator", "period", "value", "source")
MOST_ROWS = 1000
HEADER_WITHIN = 30
"""Rows of a file in which its headings are looked for: facts may stand above them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value as the file gives it."""

    indicator: Indicator
    peer: str
    period_on: date
    value: Decimal
    source: str

    @property
    def place(self) -> tuple[int, str, date]:
        return self.indicator.pk, self.peer, self.period_on


class WrongFile(ValidationError):
    """The file is refused; `problems` lists every reason with its row and column."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__([str(problem) for problem in problems], code="indicators")


def parse(data: bytes, filename: str, district: District) -> list[Entry]:
    """Every value of the file. Raises WrongFile with every problem found; then nothing of it is taken."""
    try:
        book = read_table(data, filename)
    except UnreadableFile as error:
        raise WrongFile([Problem(error.messages[0])]) from None
    sheet = next((sheet for sheet in book.sheets if sheet.values), book.sheets[0])
    header, columns = _header(sheet)
    rows = [row for row in list(sheet.rows)[header:] if any(_text(cell) for cell in row)]
    if not rows:
        raise WrongFile([Problem(_("제목 줄 아래에 값이 없습니다. 한 줄에 값 하나를 적어 주세요."))])
    if len(rows) > MOST_ROWS:
        raise WrongFile([Problem(_("한 번에 1,000줄까지 올릴 수 있습니다. 파일을 나누어 올려 주세요."))])
    known = _known(district)
    problems: list[Problem] = []
    taken: dict[tuple, tuple[int, Entry]] = {}
    for row in rows:
        entry = _entry(row, columns, known, problems)
        if entry is not None and entry.place in taken:
            message = _("%(row)s행과 지표, 비교 대상, 기간이 같습니다. 한 줄만 남겨 주세요.")
            problems.append(Problem(message % {"row": taken[entry.place][0]}, row[0].row))
        elif entry is not None:
            taken[entry.place] = row[0].row, entry
    if problems:
        raise WrongFile(problems)
    return [entry for _row, entry in taken.values()]


def as_csv(entries: list[Entry]) -> bytes:
    """The same entries in the form this module reads."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADINGS[name][0] for name in HEADINGS)
    for entry in entries:
        day = entry.period_on.isoformat()
        writer.writerow((entry.indicator.code, entry.peer, day, entry.value, entry.source))
    return stream.getvalue().encode()


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The number of the row of headings, and the place of each column."""
    best: dict[str, int] = {}
    for row in sheet.values[:HEADER_WITHIN]:
        words = [clean(str(value or "")).lower() for value in row]
        found = {
            name: next(place for place, word in enumerate(words) if word in spellings)
            for name, spellings in HEADINGS.items()
            if any(word in spellings for word in words)
        }
        if all(name in found for name in NEEDED):
            return sheet.values.index(row) + 1, found
        best = max(best, found, key=len)
    missing = ", ".join(HEADINGS[name][0] for name in NEEDED if name not in best)
    message = _("제목 줄에 ‘%(missing)s’ 칸이 없습니다. 지표, 기간, 값, 출처를 제목으로 적어 주세요.")
    raise WrongFile([Problem(message % {"missing": missing})])


def _known(district: District) -> dict[str, Indicator]:
    found = {}
    for indicator in Indicator.objects.filter(district=district):
        for word in (indicator.code, indicator.name, indicator.name_en):
            if word:
                found[clean(word).lower()] = indicator
    return found


def _entry(
    row: tuple[Cell, ...], columns: dict[str, int], known: dict, problems: list[Problem]
) -> Entry | None:
    """The entry of a row, or None after its problems were written down."""
    cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
    read, before = {}, len(problems)
    for name, value in _read(cells, known):
        if isinstance(value, ValidationError):
            problems.append(_problem(value.messages[0], row, columns, name))
        else:
            read[name] = value
    if len(problems) > before:
        return None
    entry = Entry(read["indicator"], read["peer"], read["period"], read["value"], read["source"])
    try:
        refuse_wrong(entry.indicator, value=entry.value, source=entry.source, peer=entry.peer)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            problems.append(_problem(messages[0], row, columns, name))
        return None
    return entry


def _read(cells: dict[str, Cell | None], known: dict) -> Iterator[tuple[str, object]]:
    """Each field with its value, or with what is wrong with it."""
    for name in HEADINGS:
        raw = cells[name].value if cells.get(name) else None
        text = clean(str(raw)) if raw is not None else ""
        try:
            if resident_number.contains(text):
                raise ValidationError(resident_number.MESSAGE)
            yield name, _value(name, raw, text, known)
        except ValidationError as error:
            yield name, error


def _value(name: str, raw, text: str, known: dict):
    if name == "period":
        return parse_period(raw)
    if name == "value":
        return parse_value(raw)
    if name == "indicator":
        if not text:
            raise ValidationError(_("지표가 비어 있습니다. 코드나 이름을 적어 주세요."))
        if text.lower() not in known:
            message = _("‘%(word)s’ 지표가 없습니다. 코드나 이름을 확인하거나 지표를 먼저 만들어 주세요.")
            raise ValidationError(message % {"word": text[:40]})
        return known[text.lower()]
    if name == "source" and not text:
        raise ValidationError(NO_SOURCE)
    return text


def _problem(message: str, row: tuple[Cell, ...], columns: dict[str, int], name: str) -> Problem:
    place = columns.get(name)
    cell = Cell(None, row[0].row, place + 1) if place is not None else None
    return Problem(message, row[0].row, cell.letter if cell else "", HEADINGS[name][0])


def _text(cell: Cell) -> str:
    return clean(str(cell.value)) if cell.value is not None else ""
