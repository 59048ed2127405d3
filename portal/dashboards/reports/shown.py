"""A frozen report in words: cells as they are read on the page and in print."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language

from portal.common.templatetags.korean import kdate, kdatetime, percent1, quantity
from portal.dashboards.figure import Unit
from portal.dashboards.models import Report
from portal.dashboards.reports import drawing

_UNTOLD = "-"


def document(report: Report) -> dict:
    """What a report prints, in the language of the reader; in Korean where it was not told in that."""
    return report.figures.get(get_language()) or report.figures[settings.LANGUAGE_CODE]


def figure_words(figure: dict) -> str:
    """A figure with its unit; why it cannot be told where it cannot."""
    value, unit = figure["value"], figure["unit"]
    if value is None:
        return figure["note"] or _UNTOLD
    if unit == Unit.DAY:
        return kdate(date.fromisoformat(value))
    if unit in (Unit.PERCENT, Unit.POINTS):
        return percent1(value).removesuffix("%") + str(Unit(unit).label)
    return f"{quantity(value)}{Unit(unit).label}"


def cell_words(cell, kind: str) -> str:
    """A cell of a table of that kind."""
    if cell is None:
        return _UNTOLD
    if isinstance(cell, int | float):
        return quantity(cell)
    return kdate(date.fromisoformat(cell)) if kind == "day" else str(cell)


def moment_words(text: str) -> str:
    return kdatetime(datetime.fromisoformat(text))


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool


def table_words(table: dict) -> dict:
    """A table with its cells in words and its drawing."""
    kinds = [column["kind"] for column in table["columns"]]
    return {
        **table,
        "columns": [
            {"title": column["title"], "is_number": column["kind"] == "number"} for column in table["columns"]
        ],
        "rows": [
            [Cell(cell_words(cell, kind), kind == "number") for cell, kind in zip(row, kinds, strict=True)]
            for row in table["rows"]
        ],
        "facts": [f"{name}: {value}" for name, value in table["facts"]],
        "drawing": drawing.chart(table),
        "summary": drawing.summary(table) if table["chart"] else "",
    }
