"""One part of a report: figures with their grounds, and tables, some of them drawn.

A report is passed on, so parts ask the pages for what they tell without small cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.common.templatetags.korean import kdatetime, quantity
from portal.dashboards.figure import Figure, plain
from portal.dashboards.grid import Grid
from portal.dashboards.tables import Table, told


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` "bar" or "line", drawn of a table's column `column`, named by the cells of column `names`."""

    kind: str
    column: int
    names: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of a report. `columns` are title and kind (text, number, percent or day) of each; with
    `has_total` the last row is the sum of the others; `facts` is what the table stands on."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence]
    facts: Sequence[tuple[str, object]]
    has_total: bool = False
    chart: Chart | None = None

    @classmethod
    def of_table(
        cls,
        table: Table,
        chart: Chart | None = None,
        *,
        has_total: bool = False,
        only: Sequence[int] | None = None,
    ) -> Shown:
        """A table as it is downloaded; `only` picks columns, in their order, and `chart` counts those."""
        chosen = range(len(table.header)) if only is None else only
        rows = [[row[at] for at in chosen] for row in table.rows]
        header = [str(table.header[at]) for at in chosen]
        kinds = [_kind(title, [row[at] for row in rows]) for at, title in enumerate(header)]
        columns = list(zip(header, kinds, strict=True))
        left_out = {_("제목"), _("내려받은 때")}
        facts = [(name, value) for name, value in table.meta if str(name) not in left_out]
        return cls(str(table.title), columns, rows, facts, has_total, chart)

    @classmethod
    def of_grid(cls, grid: Grid, chart: Chart | None = None) -> Shown:
        """A grid as it stands on its page."""
        columns = [(str(grid.heading), "text")]
        columns += [(str(column.label), _kind_of(column.unit)) for column in grid.columns]
        rows = [[str(row.label), *row.cells] for row in grid.rows]
        if grid.total:
            rows.append([_("합계"), *grid.total])
        when = (_("집계한 때"), grid.taken_at) if grid.taken_at else (_("기준일"), grid.as_of)
        facts = [when, (_("출처"), grid.source), (_("세는 방법"), grid.rule.text)]
        return cls(str(grid.title), columns, rows, facts, bool(grid.total), chart)

    def as_record(self) -> dict:
        rows = [[_cell(value) for value in row] for row in self.rows]
        return {
            "title": self.title,
            "columns": [{"title": title, "kind": kind} for title, kind in self.columns],
            "rows": rows,
            "has_total": self.has_total and bool(rows),
            "chart": {"kind": self.chart.kind, "column": self.chart.column, "names": self.chart.names}
            if self.chart and len(rows) > 1
            else None,
            "facts": [[str(name), _words(value)] for name, value in self.facts if value],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """`note` says what holds for all of it, such as of when it is."""

    code: str
    title: str
    figures: Sequence[Figure] = ()
    tables: Sequence[Shown] = field(default_factory=list)
    note: str = ""

    def as_record(self) -> dict:
        return {
            "code": self.code,
            "title": self.title,
            "note": self.note,
            "figures": [
                {"label": str(one.rule.title), **one.as_record(), "unit_word": str(one.unit_word)}
                for one in self.figures
            ],
            "tables": [shown.as_record() for shown in self.tables],
        }

    @property
    def rules(self) -> dict[str, dict]:
        """How its figures are counted, in words, by code."""
        rules = (one.rule for one in self.figures)
        return {rule.code: {"title": str(rule.title), "text": str(rule.text)} for rule in rules}

    def figure(self, rule_code: str) -> Figure:
        """Raises StopIteration for one the section does not have."""
        return next(one for one in self.figures if one.rule_code == rule_code)


def _cell(value):
    return str(value) if isinstance(value, Promise) else plain(told(value))


def _words(value) -> str:
    if isinstance(value, date):
        return kdatetime(value)
    return quantity(value) if isinstance(value, int | Decimal) else str(value)


def _kind(title: str, values: list) -> str:
    told = [value for value in values if value is not None and not isinstance(value, str | Promise)]
    if not told:
        return "text"
    if isinstance(told[0], date):
        return "day"
    return "percent" if "(%)" in title else "number"


def _kind_of(unit: str) -> str:
    """The kind of a column of a grid."""
    return unit if unit in ("percent", "day", "text") else "number"
