"""Nothing that months of a table tell together is about fewer than five: tried by solving for it."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.common.small_changes import hidden_over_time
from tests.equations import rank

PARTS = 4
histories = st.lists(
    st.lists(st.sampled_from([-9, -3, -1, 0, 0, 1, 2, 4, 6, 30]), min_size=PARTS, max_size=PARTS),
    min_size=1,
    max_size=5,
)


def lived(steps: list[list[int]]) -> list[list[int]]:
    """Numbers of parts by month out of their changes; never below zero."""
    months, now = [], [0] * PARTS
    for step in steps:
        now = [max(0, number + change) for number, change in zip(now, step, strict=True)]
        months.append(now)
    return months


def told_equations(hidden: list[list[bool]]) -> list[list[int]]:
    """What a reader has, as rows over all numbers: each told one, and each month's total."""
    equations = []
    for month, row in enumerate(hidden):
        equations.append([int(at // PARTS == month) for at in range(len(hidden) * PARTS)])
        for part, is_hidden in enumerate(row):
            if not is_hidden:
                equations.append([int(at == month * PARTS + part) for at in range(len(hidden) * PARTS)])
    return equations


def pairs(months: list[list[int]]):
    """Every group of parts but all of them, between every two months: as an equation, and its answer."""
    ends = range(len(months))
    for size in range(1, PARTS):
        for group in combinations(range(PARTS), size):
            for first, last in [(None, end) for end in ends] + list(combinations(ends, 2)):
                signs = [
                    (at % PARTS in group) * ((at // PARTS == last) - (at // PARTS == first))
                    for at in range(len(months) * PARTS)
                ]
                before = months[first] if first is not None else [0] * PARTS
                yield group, (first, last), signs, sum(months[last][part] - before[part] for part in group)


@given(histories)
@settings(max_examples=60, deadline=None)
def test_no_difference_one_can_work_out_is_of_one_to_four(steps):
    months = lived(steps)
    hidden = hidden_over_time(months)
    equations = told_equations(hidden)
    known = rank(equations)
    for group, (first, last), signs, answer in pairs(months):
        if not 0 < abs(answer) < 5 or is_sum_of_large(group, first, last, months, hidden):
            continue
        assert rank([*equations, signs]) > known, (group, months, hidden)


def is_sum_of_large(group, first, last, months, hidden) -> bool:
    """Parts told in both months, each by five and more: two large changes may nearly cancel out."""
    before = months[first] if first is not None else [0] * PARTS
    shown = [part for part in group if not hidden[last][part] and (first is None or not hidden[first][part])]
    rest = sum(months[last][part] - before[part] for part in group if part not in shown)
    return bool(shown) and not 0 < abs(rest) < 5 and any(months[last][p] != before[p] for p in shown)


@given(histories, histories)
@settings(max_examples=40, deadline=None)
def test_later_months_change_nothing_that_was_told(steps, more):
    early = hidden_over_time(lived(steps))
    assert hidden_over_time(lived([*steps, *more]))[: len(early)] == early


def test_a_month_with_few_changes_is_told_when_they_have_become_five():
    rows = [[100, 50], [103, 56], [106, 62], [106, 62]]
    assert hidden_over_time(rows) == [[False, False], [True, True], [False, False], [False, False]]


def test_quiet_months_hide_nothing():
    assert hidden_over_time([[40, 12, 9], [40, 12, 9]]) == [[False] * 3, [False] * 3]
    assert hidden_over_time([]) == []
