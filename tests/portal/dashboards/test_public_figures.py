"""Small cells are not told, and cannot be worked out from the total."""

from datetime import date

import pytest

from enrollment.queries.rates import Rate
from portal.dashboards.public_figures import told_alone, told_parts


def hidden(*numbers: int) -> list[bool]:
    parts = [Rate(str(n), "", date(2013, 1, 1), number, None) for n, number in enumerate(numbers)]
    return [part.is_hidden for part in told_parts(parts)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0, 5, 100), [False, False, False]),
        ((4, 1, 100), [True, True, False]),
        ((3, 20, 100), [True, True, False]),
        ((3, 0, 0), [True, False, False]),
        ((0, 0), [False, False]),
    ],
)
def test_one_to_four_are_hidden_and_never_one_alone(numbers, expected):
    assert hidden(*numbers) == expected


def test_a_hidden_rate_tells_neither_households_nor_rate():
    record = told_alone(Rate("district", "", date(2013, 1, 1), 4, None)).as_record()
    assert (record["enrolled_households"], record["rate_percent"]) == (None, None)
