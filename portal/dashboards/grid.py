"""A table of counts: one set of cells behind the page, its files and its address for other systems."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import or_

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.common.small_cells import hidden_cells, is_small
from portal.dashboards.figure import plain
from portal.dashboards.rules import RULES
from portal.dashboards.rules.rule import Rule

HIDDEN = type("Hidden", (), {"__repr__": lambda self: "HIDDEN"})()
"""Stands in a cell of one to four people, or one that would tell such a cell, for who may not see them."""


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is `percent`, `day` or `text` where the cells are no counts."""

    key: str
    label: str | Promise
    unit: str = "people"


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand in the order of the columns: a number, a day, a word, HIDDEN, or None."""

    key: str
    label: str | Promise
    cells: tuple


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows counted by the rule of that code, at the end of `as_of` or at the moment `taken_at`.

    `total` adds the columns up, where they do. Raises KeyError for a rule nobody wrote.
    """

    name: str
    title: str | Promise
    heading: str | Promise
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rule_code: str
    source: str | Promise
    as_of: date | None = None
    taken_at: datetime | None = None
    total: tuple | None = None

    def __post_init__(self):
        RULES[self.rule_code]

    @property
    def rule(self) -> Rule:
        return RULES[self.rule_code]

    @property
    def top(self) -> Row | None:
        """The row with the most in the first column, of those that are told; None where nothing is."""
        told = [row for row in self.rows if isinstance(row.cells[0], int) and row.cells[0]]
        return max(told, key=lambda row: row.cells[0], default=None)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is in any cell; what is kept back is something."""
        return not any(cell for row in self.rows for cell in row.cells)

    @property
    def hides(self) -> bool:
        return any(HIDDEN in cells for cells in (*(row.cells for row in self.rows), self.total or ()))

    def as_record(self) -> dict:
        """As other systems read it: `hidden` names the columns whose value is kept back."""
        return {
            "name": self.name,
            "title": str(self.title),
            "rule": self.rule_code,
            "source": str(self.source),
            "as_of": self.as_of,
            "taken_at": self.taken_at,
            "columns": [
                {"key": column.key, "label": str(column.label), "unit": column.unit}
                for column in self.columns
            ],
            "rows": [self._record(row.key, row.label, row.cells) for row in self.rows],
            "total": self._record("total", _("합계"), self.total) if self.total else None,
        }

    def _record(self, key: str, label, cells: tuple) -> dict:
        named = [(column.key, cell) for column, cell in zip(self.columns, cells, strict=True)]
        return {
            "key": key,
            "label": str(label),
            "values": {name: None if cell is HIDDEN else plain(cell) for name, cell in named},
            "hidden": [name for name, cell in named if cell is HIDDEN],
        }


def without_small_columns(grid: Grid, people: int = 0) -> Grid:
    """Hides small cells of counts whose columns add up to `total`, and what would tell them. A column is
    hidden whole when its total is small, or what it leaves of `people`, where those are told beside."""
    unsaid = [is_small(number) or is_small(people - number) for number in grid.total]
    hidden = hidden_cells([row.cells for row in grid.rows], rows_add_up=False)
    rows = tuple(
        replace(row, cells=kept(row.cells, [*map(or_, of_row, unsaid)]))
        for row, of_row in zip(grid.rows, hidden, strict=True)
    )
    return replace(grid, rows=rows, total=kept(grid.total, unsaid))


def kept(cells: Sequence, hidden: Sequence[bool]) -> tuple:
    """The cells with HIDDEN where they are not told."""
    return tuple(HIDDEN if is_hidden else cell for cell, is_hidden in zip(cells, hidden, strict=True))
