"""What is hidden cannot be worked out: tried on every small table there is, and on drawn larger ones."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import pytest

from portal.common.small_cells import SMALLEST_TOLD, hidden_cells, hidden_parts, told_groups
from tests.equations import rank


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0, 5, 100), [False, False, False]),
        ((4, 1, 100), [True, True, False]),
        ((3, 20, 100), [True, True, False]),
        ((1, 1, 100), [True, True, True]),
        ((1, 1, 1, 1, 1, 9, 100), [True] * 6 + [False]),
        ((3, 0, 0), [True, False, False]),
        ((0, 0), [False, False]),
        ((), []),
    ],
)
def test_small_parts_are_hidden_and_what_would_tell_them(numbers, expected):
    assert hidden_parts(numbers) == expected


@pytest.mark.parametrize("length", [2, 3, 4])
def test_no_hidden_part_can_be_worked_out_from_the_total(length):
    """Whoever takes "under five" at its word, and whoever knows that others are hidden with them, finds more
    than one number for each hidden part, as long as there was another part to hide."""
    for numbers in product(range(8), repeat=length):
        hidden = hidden_parts(numbers)
        unsaid = [number for number, is_hidden in zip(numbers, hidden, strict=True) if is_hidden]
        if not unsaid or not any(
            number for number, is_hidden in zip(numbers, hidden, strict=True) if not is_hidden
        ):
            continue
        assert sum(unsaid) >= SMALLEST_TOLD
        for most in {sum(unsaid), SMALLEST_TOLD - 1 if max(unsaid) < SMALLEST_TOLD else sum(unsaid)}:
            guesses = [
                guess
                for guess in product(range(1, most + 1), repeat=len(unsaid))
                if sum(guess) == sum(unsaid)
            ]
            for place in range(len(unsaid)):
                assert len({guess[place] for guess in guesses}) > 1, (numbers, hidden)


def shown_rows(cells: Counter) -> list[list[Fraction]]:
    """Every row of every table as the kinds of people it counts, the total too."""
    kinds = sorted(cells)
    rows = [[Fraction(1)] * len(kinds)]
    for trait, told in enumerate(told_groups(cells)):
        for value in told | {None}:
            rows.append([Fraction((kind[trait] if kind[trait] in told else None) == value) for kind in kinds])
    return rows


def small_sets(cells: Counter):
    """Every set of kinds of people that are fewer than five together."""
    kinds = sorted(cells)
    small = [place for place, kind in enumerate(kinds) if cells[kind] < SMALLEST_TOLD]
    for size in range(1, SMALLEST_TOLD):
        for places in combinations(small, size):
            if sum(cells[kinds[place]] for place in places) < SMALLEST_TOLD:
                yield set(places)


def uncovered(cells: Counter) -> set[int] | None:
    """A set of fewer than five people about whom some sum of rows says something, None when there is none.

    Such a sum exists when leaving those people out makes rows depend on each other that did not before.
    """
    rows = shown_rows(cells)
    whole = rank(rows)
    for places in small_sets(cells):
        rest = [[value for place, value in enumerate(row) if place not in places] for row in rows]
        if rank(rest) < whole:
            return places
    return None


def crowd(seed: int) -> Counter:
    """Up to sixty people of few dongs, ages and routes, thick in places and thin in others."""
    dice = random.Random(seed)
    shape = [dice.randint(1, 4), dice.randint(1, 3), dice.randint(1, 3)]
    cells: Counter[tuple[str, ...]] = Counter()
    for kind in product(
        *([f"{trait}{n}" for n in range(size)] for trait, size in zip("dar", shape, strict=True))
    ):
        if dice.random() < 0.55:
            cells[kind] = dice.choice((1, 1, 2, 3, 4, 6, 9, 14))
    return cells if sum(cells.values()) >= SMALLEST_TOLD else Counter({("d0", "a0", "r0"): 5})


@pytest.mark.parametrize("seed", range(150))
def test_no_sum_of_rows_of_all_tables_is_about_fewer_than_five(seed):
    cells = crowd(seed)
    assert uncovered(cells) is None, cells


def test_the_proof_would_notice_two_tables_that_subtract_to_one():
    """Ten live in dong A, nine of them are in their twenties and nobody else is: the tenth stands alone."""
    cells = Counter({("A", "20s"): 9, ("A", "30s"): 1, ("B", "30s"): 12})
    every_row = [
        [Fraction(1)] * 3,
        *([Fraction(n) for n in row] for row in ((1, 1, 0), (0, 0, 1), (1, 0, 0), (0, 1, 1))),
    ]
    assert rank(every_row) > rank([[row[0], row[2]] for row in every_row])
    assert told_groups(cells) == [{"A", "B"}, set()]


def test_large_groups_that_mix_are_all_told():
    cells = Counter({(dong, age): 6 for dong in "ABC" for age in ("20s", "30s", "40s")})
    assert told_groups(cells) == [{"A", "B", "C"}, {"20s", "30s", "40s"}]


def test_a_small_group_is_put_together_with_the_next_smallest():
    assert told_groups(Counter({("A",): 3, ("B",): 8, ("C",): 30, ("D",): 40})) == [{"C", "D"}]
    assert told_groups(Counter({("A",): 3, ("B",): 4, ("C",): 30})) == [{"C"}]
    assert told_groups(Counter()) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_cell_can_be_worked_out_from_the_totals(seed):
    dice = random.Random(seed)
    rows = [(dice.choice((2, 6, 8)), dice.choice((3, 5, 9))) for _ in range(dice.randint(2, 3))]
    hidden = hidden_cells(rows, rows_add_up=True)
    assert all(both in ([False, False], [True, True]) for both in hidden)
    # Of every hidden row all that its sum allows, as long as the column adds up.
    thinkable = [range(sum(row) + 1) if both[0] else row[:1] for row, both in zip(rows, hidden, strict=True)]
    column = sum(row[0] for row in rows)
    guesses = [guess for guess in product(*thinkable) if sum(guess) == column]
    for place, row in enumerate(rows):
        if min(row) < SMALLEST_TOLD:
            assert len({guess[place] for guess in guesses}) > 1, (rows, hidden)


def test_a_table_of_one_row_hides_nothing_its_totals_tell():
    assert hidden_cells([[1, 9]], rows_add_up=True) == [[False, False]]
