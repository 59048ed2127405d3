"""What the page of services keeps back cannot be worked out: tried on every small portal there is, by a
reader who knows the rules."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

import pytest
from django.utils import timezone

from enrollment.enums import ConsentPurpose
from portal.common.small_cells import SMALLEST_TOLD, is_small
from portal.common.standing import Standing
from portal.dashboards.grid import HIDDEN
from portal.dashboards.overview.reach import hidden_of_reach
from portal.dashboards.services import board, breakdowns, gaps

AT = timezone.now()
MIXES = ("sms", "email", "email+sms", "none")
MOST = 11


def now(**measures: dict[str, int]) -> board.Now:
    taken = {
        name: Standing(AT, {("", key): number for key, number in measures.get(name, {}).items()})
        for name in board.MEASURES
    }
    return board.Now([], [], [], taken)


def of_channels(numbers: tuple[int, ...], dead: tuple[int, ...]) -> board.Now:
    whole, none = sum(numbers), numbers[-1]
    found = {key: number for key, number in zip(MIXES, numbers, strict=True)}
    for key, number in zip(MIXES, dead, strict=False):
        found[key] -= number
        found[f"{key}:dead"] = number
    return now(
        channel_people=found,
        people_on_topics={"some": whole - none, "none": none},
        service_ages={":": whole},
        topic_ages={":": whole},
        consent_people={"people": whole},
    )


def told(state: board.Now) -> tuple:
    """Everything the page tells a reader without the right: figures, gaps and the two tables of people."""
    figures = [*board._headline(state, False), *(gap.figure for gap in gaps.read(state, False))]
    tables = breakdowns._channels(state, False), breakdowns._consents(state, False)
    return (
        tuple((figure.value, figure.numerator, figure.denominator) for figure in figures),
        tuple(row.cells for table in tables for row in table.rows),
    )


def worked_out(states: Iterable[tuple[tuple, tuple[int, ...]]]) -> list:
    """The small numbers that are the same in every state that looks alike."""
    alike = defaultdict(list)
    for looks, numbers in states:
        alike[looks].append(numbers)
    return [
        (numbers, place)
        for numbers in alike.values()
        for place, values in enumerate(zip(*numbers, strict=True))
        if len(set(values)) == 1 and is_small(values[0])
    ]


def test_nobody_is_worked_out_of_the_channels():
    states = []
    for numbers in product(range(MOST + 1), repeat=4):
        if sum(numbers) > MOST:
            continue
        for dead in product(*(range(number + 1) for number in numbers[:3])):
            states.append((told(of_channels(numbers, dead)), (*numbers, *dead)))
    assert len({looks for looks, _numbers in states}) > 100
    assert worked_out(states) == []


@pytest.mark.parametrize("numbers", [(4, 4, 0, 0), (4, 4, 0, 9), (0, 5, 5, 4), (4, 4, 4, 0)])
def test_two_channels_of_four_hide_behind_all_of_them(numbers):
    rows = breakdowns._channels(of_channels(numbers, (0, 0, 0)), False).rows
    assert {cell for row in rows for cell in row.cells} == {HIDDEN}


def test_where_none_is_small_all_channels_are_told():
    rows = breakdowns._channels(of_channels((7, 0, 12, 5), (5, 0, 0)), False).rows
    assert [(row.cells[0], row.cells[-1]) for row in rows] == [
        (7, HIDDEN),
        (0, HIDDEN),
        (12, HIDDEN),
        (5, HIDDEN),
    ]


def test_nobody_is_worked_out_of_an_answer():
    """Given, to be asked again, refused, not asked: of one purpose, with the gap that tells the second."""
    purpose = ConsentPurpose.POLL.value
    states = []
    for given, again, refused, unasked in product(range(MOST + 1), repeat=4):
        answers = (given, again, refused, unasked)
        if sum(answers) <= MOST:
            found = {f"{purpose}:given": given, f"{purpose}:again": again, f"{purpose}:refused": refused}
            whole = sum(answers)
            state = now(
                consent_people={**found, "people": whole, "again": again},
                service_ages={":": whole},
                topic_ages={":": whole},
            )
            states.append((told(state), answers))
    assert worked_out(states) == []


def test_no_household_is_worked_out_of_those_that_are_reached():
    states = []
    for counts in product(range(20), repeat=3):
        if SMALLEST_TOLD <= sum(counts) < 20:
            cells = zip(hidden_of_reach(list(counts)), counts, strict=True)
            looks = (sum(counts), *(None if is_hidden else count for is_hidden, count in cells))
            states.append((looks, counts))
    assert worked_out(states) == []
    assert hidden_of_reach([90, 3, 7]) == [False, True, True]
    assert hidden_of_reach([90, 4, 4]) == [True] * 3
    assert hidden_of_reach([90, 7, 5]) == [False] * 3
