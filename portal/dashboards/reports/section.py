"""One part of a report: figures with their grounds, and tables, some of them drawn.

A report is passed on, so small cells are hidden in it from everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.common.small_cells import hidden_parts
from portal.common.templatetags.korean import kdatetime, quantity
from portal.dashboards.figure import Figure, plain
from portal.dashboards.tables import Table


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` "bar" or "line", drawn of a table's column `column`, named by the cells of column `names`."""

    kind: str
    column: int
    names: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of a report; with `has_total` its last row is the sum of the others."""

    table: Table
    chart: Chart | None = None
    has_total: bool = False

    def as_record(self) -> dict:
        rows = [[_cell(value) for value in row] for row in self.table.rows]
        kinds = [_kind([row[at] for row in self.table.rows]) for at in range(len(self.table.header))]
        header = zip(self.table.header, kinds, strict=True)
        left_out = {_("제목"), _("내려받은 때")}
        return {
            "title": self.table.title,
            "columns": [{"title": str(title), "kind": kind} for title, kind in header],
            "rows": rows,
            "has_total": self.has_total and bool(rows),
            "chart": {"kind": self.chart.kind, "column": self.chart.column, "names": self.chart.names}
            if self.chart and len(rows) > 1
            else None,
            "facts": [[str(name), _words(value)] for name, value in self.table.meta if name not in left_out],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """`figures` by the name they go by in the report."""

    code: str
    title: str
    figures: dict[str, Figure] = field(default_factory=dict)
    tables: Sequence[Shown] = ()
    note: str = ""

    def as_record(self) -> dict:
        return {
            "code": self.code,
            "title": self.title,
            "note": self.note,
            "figures": [{"label": str(label), **one.as_record()} for label, one in self.figures.items()],
            "tables": [shown.as_record() for shown in self.tables],
        }

    @property
    def rules(self) -> dict[str, dict]:
        """How its figures are counted, in words, by code."""
        return {
            one.rule_code: {"title": str(one.rule.title), "text": str(one.rule.text)}
            for one in self.figures.values()
        }


def hide_small(table: Table, *, count: int, beside: Sequence[int] = ()) -> Table:
    """A table whose last row is the sum, with small counts of column `count` hidden, and what stands
    `beside` them and would tell them."""
    *parts, total = table.rows
    hidden = hidden_parts([row[count] for row in parts])
    rows = [
        [_("밝히지 않음") if is_hidden and at in (count, *beside) else value for at, value in enumerate(row)]
        for row, is_hidden in zip(parts, hidden, strict=True)
    ]
    return replace(table, rows=[*rows, total])


def _cell(value):
    if isinstance(value, Promise):
        return str(value)
    return plain(value)


def _words(value) -> str:
    if isinstance(value, date):
        return kdatetime(value)
    return quantity(value) if isinstance(value, int | Decimal) else str(value)


def _kind(values: list) -> str:
    told = [value for value in values if value is not None and not isinstance(value, str | Promise)]
    if not told:
        return "text"
    return "day" if isinstance(told[0], date) else "number"
