"""A frozen report in words: cells as they are read on the page and in print."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language

from portal.common.templatetags.korean import (
    english,
    kdate,
    kdatetime,
    percent1,
    quantity,
    with_decimals,
)
from portal.dashboards.figure import Unit
from portal.dashboards.models import Report
from portal.dashboards.reports import decimals, drawing

_UNTOLD = "-"
NUMBERS = ("number", "percent")
"""Kinds of columns set to the right."""


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
        return percent1(value).removesuffix("%") + unit_words(figure)
    return f"{quantity(value)}{' ' if english() else ''}{unit_words(figure)}"


def unit_words(figure: dict) -> str:
    """What a figure is counted in, in the language of the reader."""
    return figure.get("unit_word") or str(Unit(figure["unit"]).label)


def cell_words(cell, kind: str, places: int = 0) -> str:
    """A cell of a column of that kind, whose numbers have so many decimals."""
    if cell is None:
        return _UNTOLD
    if isinstance(cell, int | float):
        return percent1(cell) if kind == "percent" else with_decimals(cell, places)
    return kdate(date.fromisoformat(cell)) if kind == "day" else str(cell)


def moment_words(text: str) -> str:
    return kdatetime(datetime.fromisoformat(text))


def rules_in_order(told: dict) -> list[dict]:
    """The rules of the figures as one meets them: how they are stored has no order."""
    codes = (figure["rule"] for section in told["sections"] for figure in section["figures"])
    return [told["rules"][code] for code in dict.fromkeys(codes)]


def section_words(section: dict, rules: dict) -> dict:
    """A part of a report with its figures and tables in words."""
    return {
        **section,
        "figures": [told_figure(figure, rules) for figure in section["figures"]],
        "tables": [table_words(table) for table in section["tables"]],
    }


def when_words(figure: dict) -> str:
    """The day at whose end a figure holds, or the moment it was counted."""
    if figure["taken_at"]:
        return moment_words(figure["taken_at"])
    return kdate(date.fromisoformat(figure["as_of"])) if figure["as_of"] else ""


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule as it was worded when the report was made."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A frozen figure as the tag `figure` shows it."""

    label: str
    value: int | float | date | None
    unit: str
    unit_label: str
    numerator: int | None
    denominator: int | None
    as_of: date | None
    taken_at: datetime | None
    source: str
    note: str
    rule: ToldRule


def told_figure(figure: dict, rules: dict) -> ToldFigure:
    value = figure["value"]
    return ToldFigure(
        label=figure["label"],
        value=date.fromisoformat(value) if figure["unit"] == Unit.DAY and value else value,
        unit=figure["unit"],
        unit_label=unit_words(figure),
        numerator=figure["numerator"],
        denominator=figure["denominator"],
        as_of=figure["as_of"] and date.fromisoformat(figure["as_of"]),
        taken_at=figure["taken_at"] and datetime.fromisoformat(figure["taken_at"]),
        source=figure["source"],
        note=figure["note"],
        rule=ToldRule(**rules[figure["rule"]]),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: str

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def is_day(self) -> bool:
        return self.kind == "day"


def table_words(table: dict) -> dict:
    """A table with its cells in words and its drawing."""
    kinds = [column["kind"] for column in table["columns"]]
    places = [decimals.of_column(table["rows"], at, kind) for at, kind in enumerate(kinds)]
    return {
        **table,
        "columns": [
            {"title": column["title"], "is_number": column["kind"] in NUMBERS} for column in table["columns"]
        ],
        "rows": [
            [
                Cell(cell_words(cell, kind, point), kind)
                for cell, kind, point in zip(row, kinds, places, strict=True)
            ]
            for row in table["rows"]
        ],
        "facts": [f"{name}: {value}" for name, value in table["facts"]],
        "drawing": drawing.chart(table),
        "summary": drawing.summary(table) if table["chart"] else "",
    }
