"""What the page of intake tells a test asks for."""

from datetime import date

from portal.dashboards.intake import board
from portal.dashboards.intake.query import IntakeQuery
from tests.factories.rates import DISTRICT

URL, API = "/dashboard/intake/", "/api/v1/dashboards/intake/"
DAY = date(2026, 3, 20)


def read(small_cells: bool = True, **asked):
    query = IntakeQuery({"as_of": DAY.isoformat(), **asked}, DISTRICT)
    assert query.is_valid(), query.errors
    return board.read(query, DISTRICT, small_cells=small_cells)


def cells(grid, *keys: str) -> dict:
    """Cells of the columns named, by row; rows of nothing left out."""
    wanted = [[column.key for column in grid.columns].index(key) for key in keys]
    found = {row.key: tuple(row.cells[at] for at in wanted) for row in grid.rows}
    return {key: numbers for key, numbers in found.items() if any(numbers)}
