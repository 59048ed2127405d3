"""Tables of applications for readers who may not see fewer than five of them.

They read months that are over, each as a whole or its sum alone, and the hours and tongs of calendar years
that are over: so no two periods they may ask for differ by a part of what a table hides."""

from collections.abc import Sequence
from dataclasses import replace

from portal.common.small_cells import hidden_cells, hidden_parts, is_small
from portal.dashboards.grid import HIDDEN, Grid, Row, kept

Numbers = list[list[int]]


def without_small(grid: Grid) -> Grid:
    """Hides small cells and what would tell them, in a table whose rows add up to their last cell and whose
    columns add up to `total`."""
    numbers = [list(row.cells[:-1]) for row in grid.rows]
    if not numbers:
        return grid
    row_totals = [row.cells[-1] for row in grid.rows]
    whole = sum(row_totals)
    hidden_rows = hidden_parts(row_totals)
    hidden_columns = hidden_parts([sum(column) for column in zip(*numbers, strict=True)])
    if is_small(whole):
        hidden_rows, hidden_columns = [True] * len(numbers), [True] * len(numbers[0])
    unsaid = _unsaid(numbers, hidden_rows, hidden_columns)
    rows = tuple(
        Row(row.key, row.label, kept(row.cells, [*of_row, is_hidden]))
        for row, of_row, is_hidden in zip(grid.rows, unsaid, hidden_rows, strict=True)
    )
    return replace(grid, rows=rows, total=kept(grid.total, [*hidden_columns, is_small(whole)]))


def months_without_small(grid: Grid) -> Grid:
    """A month of which something is small tells its sum alone: so of each month the same is told whichever
    months are asked for, and nothing can be worked out from which cells were chosen to hide others. Columns
    are added up where every month is told."""

    def told(cells: tuple) -> tuple:
        *parts, whole = cells
        if not any(map(is_small, parts)):
            return cells
        return (*(HIDDEN for _part in parts), HIDDEN if is_small(whole) else whole)

    return with_sums_of_told(
        replace(grid, rows=tuple(replace(row, cells=told(row.cells)) for row in grid.rows))
    )


def with_sums_of_told(grid: Grid) -> Grid:
    """Without the sums of columns that keep something back."""
    hidden = [any(row.cells[at] is HIDDEN for row in grid.rows) for at in range(len(grid.columns))]
    return replace(grid, total=kept(grid.total, hidden))


def unsaid_grid(grid: Grid) -> Grid:
    """Nothing of it is told."""
    rows = tuple(replace(row, cells=(HIDDEN,) * len(row.cells)) for row in grid.rows)
    return replace(grid, rows=rows, total=grid.total and (HIDDEN,) * len(grid.total))


def rows_without_small(rows: Sequence[Row], numbers: Sequence[Sequence[int]]) -> list[Row]:
    """Rows in the order of their numbers, which add up to told sums in both directions. What else stands in a
    row is worked out from its number, and is hidden with it."""
    hidden = _unsaid(
        [list(row) for row in numbers],
        hidden_parts([sum(row) for row in numbers]),
        [False] * len(numbers[0]) if numbers else [],
    )
    return [
        replace(row, cells=(HIDDEN,) * len(row.cells)) if any(unsaid) else row
        for row, unsaid in zip(rows, hidden, strict=True)
    ]


def _unsaid(numbers: Numbers, hidden_rows: list[bool], hidden_columns: list[bool]) -> list[list[bool]]:
    """Rows whose total is not told can be told together only, as one row of their sums; columns likewise.
    Rows and columns of nothing are told by their totals: they keep nothing back and hide nobody."""
    row_of, rows = _merged(numbers, hidden_rows)
    if not rows:
        return [[False] * len(row) for row in numbers]
    column_of, columns = _merged(_turned(rows), hidden_columns)
    hidden = hidden_cells(_turned(columns), rows_add_up=True)

    def is_unsaid(at: int, column: int) -> bool:
        if row_of[at] is None or column_of[column] is None:
            return False
        return hidden_rows[at] or hidden_columns[column] or hidden[row_of[at]][column_of[column]]

    return [[is_unsaid(at, column) for column in range(len(row))] for at, row in enumerate(numbers)]


def _merged(lines: Numbers, is_merged: list[bool]) -> tuple[list[int | None], Numbers]:
    """Where each line has gone, None for one of nothing, and what is left, with all merged as the last."""
    places: list[int | None] = []
    left: Numbers = []
    together: Numbers = []
    for line, merged in zip(lines, is_merged, strict=True):
        into = together if merged else left
        places.append(len(left) if any(line) else None)
        if any(line):
            into.append(line)
    if together:
        last = len(left)
        left.append([sum(numbers) for numbers in zip(*together, strict=True)])
        places = [
            last if merged and place is not None else place
            for place, merged in zip(places, is_merged, strict=True)
        ]
    return places, left


def _turned(lines: Numbers) -> Numbers:
    return [list(line) for line in zip(*lines, strict=True)]
