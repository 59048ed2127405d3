"""Small numbers of applications cannot be worked out from what is told, whatever the table holds."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.queries.intake_flow import Came
from portal.common.small_cells import SMALLEST_TOLD, is_small
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.intake import flow
from portal.dashboards.intake.query import Span
from portal.dashboards.intake.veil import months_without_small, rows_without_small, without_small

tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 7, 12]), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


def grid_of(numbers: list[list[int]]) -> Grid:
    rows = tuple(Row(str(at), str(at), (*row, sum(row))) for at, row in enumerate(numbers))
    columns = tuple(Column(str(at), str(at)) for at in range(len(numbers[0]) + 1))
    total = tuple(sum(column) for column in zip(*(row.cells for row in rows), strict=True))
    return Grid("any", "any", "any", columns, rows, "intake_applications", "test", total=total)


@given(tables)
def test_nothing_small_is_told_and_what_is_told_is_true(numbers):
    whole = grid_of(numbers)
    shown = without_small(whole)
    lines = [*zip(shown.rows, whole.rows, strict=True)]
    for told, true in [*((row.cells, real.cells) for row, real in lines), (shown.total, whole.total)]:
        for cell, number in zip(told, true, strict=True):
            assert cell is HIDDEN or (cell == number and not is_small(cell))


@given(tables)
def test_no_sum_gives_a_small_number_away(numbers):
    """What is hidden in a row or column whose sum is told is two numbers at least, five or more together."""
    whole = grid_of(numbers)
    shown = without_small(whole)
    lines = [(row.cells[:-1], row.cells[-1], real.cells[:-1]) for row, real in _both(shown, whole)]
    for at in range(len(numbers[0])):
        cells = [row.cells[at] for row in shown.rows]
        lines.append((cells, shown.total[at], [row.cells[at] for row in whole.rows]))
    totals = [row.cells[-1] for row in shown.rows]
    lines.append((totals, shown.total[-1], [row.cells[-1] for row in whole.rows]))
    for cells, total, true in lines:
        hidden = [number for cell, number in zip(cells, true, strict=True) if cell is HIDDEN]
        if total is not HIDDEN and any(is_small(number) for number in hidden):
            assert len(hidden) > 1 and sum(hidden) >= SMALLEST_TOLD


def _both(shown: Grid, whole: Grid):
    return zip(shown.rows, whole.rows, strict=True)


@given(tables, st.integers(0, 4), st.integers(1, 5))
def test_of_a_month_the_same_is_told_whichever_months_are_asked_for(numbers, first, count):
    asked = numbers[first : first + count] or numbers
    at = first if numbers[first : first + count] else 0
    shown = months_without_small(grid_of(asked))
    of_all = months_without_small(grid_of(numbers))
    assert [row.cells for row in shown.rows] == [row.cells for row in of_all.rows[at : at + len(asked)]]
    for place, total in enumerate(shown.total):
        column = [row.cells[place] for row in shown.rows]
        assert total is HIDDEN if HIDDEN in column else total == sum(column)


def test_places_and_paper_forms_of_a_month_tell_no_small_number_together():
    """Of every month of three places: what is told of it fits another number in each small place."""
    told = defaultdict(list)
    for numbers in product(range(16), repeat=3):
        if sum(numbers) < 16:
            told[told_of_month(*numbers)].append(numbers)
    for fitting in told.values():
        for place in range(3):
            values = {numbers[place] for numbers in fitting}
            assert len(values) > 1 or not is_small(values.pop()), fitting


def told_of_month(online: int, centre: int, library: int) -> str:
    span = Span([date(2026, 2, 1)], date(2026, 2, 28))
    ways = {"online": (online, "online"), "dong_centre": (centre, "paper"), "library": (library, "paper")}
    came = {(span.months[0], place, way): Came(number) for place, (number, way) in ways.items()}
    by_place = flow.by_month(came, span, small_cells=False)
    forms = flow.entry(came, span, by_place, small_cells=False)
    return repr((by_place.rows, by_place.total, forms.rows, forms.total))


def test_nothing_is_hidden_where_nothing_is_small():
    assert without_small(grid_of([[5, 0], [9, 6]])) == grid_of([[5, 0], [9, 6]])
    assert without_small(grid_of([[0, 0]])) == grid_of([[0, 0]])


@pytest.mark.parametrize(("numbers", "told"), [([3, 9, 20], [20]), ([9, 20], [9, 20]), ([3], [])])
def test_rows_with_what_is_worked_out_of_them(numbers, told):
    rows = [Row(str(at), str(at), (number, number * 2)) for at, number in enumerate(numbers)]
    shown = rows_without_small(rows, [[number] for number in numbers])
    assert [row.cells for row in shown if HIDDEN not in row.cells] == [(n, n * 2) for n in told]
    assert all(set(row.cells) == {HIDDEN} for row in shown if HIDDEN in row.cells)


def test_every_table_of_two_by_two_is_safe():
    for a, b, c, d in product([0, 1, 4, 5, 6], repeat=4):
        shown = without_small(grid_of([[a, b], [c, d]]))
        told = [cell for row in shown.rows for cell in row.cells if cell is not HIDDEN]
        assert not any(is_small(cell) for cell in told)
