"""Small groups are not told, and nothing that is told gives them away.

Four things are made here. `hidden_parts`: which numbers of a row that adds up to a told total stay unsaid.
`hidden_together`: the same, all or none.
`hidden_cells`: the same for a table whose columns add up to told totals, and its rows as well where they do.
`told_groups`: which rows several tables about the same people may have, so that no sum and difference of
their rows, whole tables included, is about fewer than five people.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

SMALLEST_TOLD = 5


def is_small(number: int) -> bool:
    """Of nobody nothing is given away: zero is told."""
    return 0 < number < SMALLEST_TOLD


def hidden_parts(numbers: Sequence[int]) -> list[bool]:
    """Which parts of a told total are hidden: the small ones, and the next smallest where the rest of the
    total would tell them. Where all parts are hidden a told total can still tell."""
    hidden = [is_small(number) for number in numbers]
    for place in sorted(range(len(numbers)), key=lambda place: numbers[place]):
        unsaid = [number for number, is_hidden in zip(numbers, hidden, strict=True) if is_hidden]
        if not unsaid or not are_told_by_their_sum(unsaid):
            break
        if numbers[place]:
            hidden[place] = True
    return hidden


def hidden_together(numbers: Sequence[int]) -> list[bool]:
    """All parts of a told total where one of them is small, nothings too; else none. Unlike a choice of the
    next smallest this holds for whoever knows the rule, and where there is nobody else to hide behind."""
    return [any(map(is_small, numbers))] * len(numbers)


def hidden_cells(rows: Sequence[Sequence[int]], *, rows_add_up: bool) -> list[list[bool]]:
    """Which cells of a table stay unsaid whose columns add up to told totals; its rows as well with
    `rows_add_up`. A table of one row tells nothing that its totals do not tell: nothing of it is hidden."""
    hidden = [[is_small(number) for number in row] for row in rows]
    if len(rows) < 2:
        return [[False] * len(row) for row in rows]
    lines = [[(at, column) for at in range(len(rows))] for column in range(len(rows[0]))]
    if rows_add_up:
        lines += [[(at, column) for column in range(len(rows[0]))] for at in range(len(rows))]
    while any(_hides_more(rows, hidden, line) for line in lines):
        pass
    return hidden


def _hides_more(rows, hidden: list[list[bool]], line: list[tuple[int, int]]) -> bool:
    """Hide one more of a line whose total would tell what is hidden: first what lies in a line that hides
    already, then the smallest; nothings at last."""
    unsaid = [rows[at][column] for at, column in line if hidden[at][column]]
    if not unsaid or not are_told_by_their_sum(unsaid):
        return False
    told = [(at, column) for at, column in line if not hidden[at][column]]
    if not told:
        return False

    def cost(place: tuple[int, int]) -> tuple:
        at, column = place
        hides_beside = any(hidden[at]) and any(row[column] for row in hidden)
        return not rows[at][column], not hides_beside, rows[at][column], place

    at, column = min(told, key=cost)
    hidden[at][column] = True
    return True


def are_told_by_their_sum(unsaid: Sequence[int]) -> bool:
    """One alone, fewer than five together, or all the least or all the most a small number can be."""
    total = sum(unsaid)
    bounds = (len(unsaid), len(unsaid) * (SMALLEST_TOLD - 1))
    return len(unsaid) == 1 or total < SMALLEST_TOLD or total in bounds


def told_groups(cells: Mapping[tuple[str, ...], int]) -> list[set[str]]:
    """For each trait the values that may be a row of their own; all others of it are told as one row.

    `cells` counts people by their traits, one value for each trait. Every person must be in one row of the
    table of each trait, and the tables may all be shown together, with their totals.

    Why it holds. Whatever can be worked out from the tables is a sum f(a) + g(b) + h(c) over people, with
    numbers for the rows of each trait. Take the last trait whose numbers are not all equal, and two of its
    rows with unequal ones. Among people who are alike in the traits before it, those of the one row and
    those of the other cannot both count zero; so at least the smaller part counts, and summed over all such
    likenesses that is the overlap of the two rows. Rows are kept only while those whose overlap is five or
    more hang together, so among rows with unequal numbers there are always two that overlap. Hence whatever
    can be worked out rests on five people at least, or on nobody. Of the first trait the overlap of two
    rows is the smaller of them.
    """
    told: list[set[str]] = []
    rows: list[dict[str, str]] = []
    for trait in range(len(next(iter(cells), ()))):
        before: Counter[tuple[tuple[str, ...], str]] = Counter()
        for values, number in cells.items():
            likeness = tuple(rows[place][values[place]] for place in range(trait))
            before[likeness, values[trait]] += number
        kept = _kept(before)
        told.append(kept)
        rows.append({values[trait]: values[trait] if values[trait] in kept else "" for values in cells})
    return told


def _kept(cells: Counter[tuple[tuple[str, ...], str]]) -> set[str]:
    """The values of one trait that stay rows, given how many people each likeness and value has."""
    sizes: Counter[str] = Counter()
    for (_likeness, value), number in cells.items():
        sizes[value] += number
    kept = {value for value, number in sizes.items() if value and number >= SMALLEST_TOLD}
    while kept:
        apart = _apart(cells, kept)
        if not apart:
            break
        # What is left over already cannot be put away further: then the smallest row goes with it.
        kept -= apart - {""} or {min(kept, key=lambda value: (sizes[value], value))}
    return kept


def _apart(cells: Counter[tuple[tuple[str, ...], str]], kept: set[str]) -> set[str]:
    """The rows that do not hang together with the most people; "" is the row of all that are not kept."""
    by_likeness: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for (likeness, value), number in cells.items():
        if number:
            row = value if value in kept else ""
            by_likeness[likeness][row] += number
            sizes[row] += number
    overlaps: Counter[frozenset[str]] = Counter()
    for rows in by_likeness.values():
        for one, other in combinations(sorted(rows), 2):
            overlaps[frozenset((one, other))] += min(rows[one], rows[other])
    parts: list[set[str]] = [{row} for row in sizes]
    for pair, overlap in overlaps.items():
        if overlap >= SMALLEST_TOLD:
            joined = [part for part in parts if part & pair]
            parts = [part for part in parts if not part & pair] + [set().union(*joined)]
    return set(sizes) - max(parts, key=lambda part: (sum(sizes[row] for row in part), sorted(part)))
