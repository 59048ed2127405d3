"""Small groups are not told over time either: no difference of two told numbers is about fewer than five.

`hidden_over_time` goes through the months of a table whose total is told every month. What it hides in a
month depends on that month and those before it alone, so what was told once stays told.

Why it holds. Each month the total tells the sum of what is hidden in it, and nothing binds hidden numbers of
two months together. Between two months one can therefore work out: the change of a part told in both; of the
parts hidden in the one or the other, all together; and of those hidden in one month alone where the other
hides none of them. Each of these is nothing, or five and more. The change of the whole is told as it is.
"""

from collections.abc import Iterator, Sequence

from portal.common.small_cells import are_told_by_their_sum, is_small


def hidden_over_time(months: Sequence[Sequence[int]]) -> list[list[bool]]:
    """Which numbers stay unsaid, month by month, oldest first; before the first month all were zero."""
    parts = len(months[0]) if months else 0
    earlier: list[tuple[Sequence[int], set[int]]] = [([0] * parts, set())]
    for month in months:
        earlier.append((month, _hidden(month, earlier)))
    return [[part in hidden for part in range(parts)] for _month, hidden in earlier[1:]]


def _hidden(month: Sequence[int], earlier: list[tuple[Sequence[int], set[int]]]) -> set[int]:
    """The parts that are small or differ by a few from what was told, then as many as hide those."""
    parts = range(len(month))
    hidden = {part for part in parts if is_small(month[part]) or _changed_by_few(part, month, earlier)}
    before, hidden_before = earlier[-1]

    def cost(part: int) -> tuple:
        change = abs(month[part] - before[part])
        return part not in hidden_before, not change, change, month[part], part

    for part in sorted(parts, key=cost):
        if not _gives_away(month, hidden, earlier):
            break
        hidden.add(part)
    return hidden


def _changed_by_few(part: int, month: Sequence[int], earlier) -> bool:
    return any(part not in hidden and is_small(abs(month[part] - told[part])) for told, hidden in earlier)


def _gives_away(month: Sequence[int], hidden: set[int], earlier) -> bool:
    """Whether the total, this month's or an earlier one's beside it, tells something of few."""
    unsaid = [month[part] for part in hidden if month[part]]
    if len(hidden) == len(month):
        return False
    if unsaid and are_told_by_their_sum(unsaid):
        return True
    return any(
        is_small(abs(sum(month[part] - told[part] for part in together)))
        for told, hidden_then in earlier
        for together in _known_together(hidden, hidden_then, len(month))
    )


def _known_together(now: set[int], then: set[int], parts: int) -> Iterator[set[int]]:
    """Parts whose change between two months one can work out together; that of all parts is told anyway."""
    if now & then:
        if len(now | then) < parts:
            yield now | then
        return
    yield from (group for group in (now, then) if group and len(group) < parts)
