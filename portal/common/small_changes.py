"""Small groups are not told over time either: no difference of two told numbers is about fewer than five.

`hidden_over_time` goes through the months of a table whose total is told every month. What it hides in a
month depends on that month and those before it alone, so what was told once stays told.

Why it holds. Each month the total tells the sum of what is hidden in it, and nothing binds hidden numbers of
two months together. Between two months one can therefore work out: the change of a part told in both; of the
parts hidden in the one or the other, all together; and of those hidden in one month alone where the other
hides none of them. Each of these is nothing, or five and more. The change of the whole is told as it is.
"""

from collections.abc import Iterator, Sequence

from portal.common.small_cells import SMALLEST_TOLD, are_told_by_their_sum, is_small

FEW = range(1, SMALLEST_TOLD)


def hidden_over_time(months: Sequence[Sequence[int]]) -> list[list[bool]]:
    """Which numbers stay unsaid, month by month, oldest first; before the first month all were zero."""
    course = _Course(len(months[0]) if months else 0)
    return [course.hidden_in(month) for month in months]


class _Course:
    """What was told so far."""

    def __init__(self, parts: int):
        self._parts = parts
        self._earlier: list[tuple[Sequence[int], set[int]]] = [([0] * parts, set())]
        self._last = self._earlier[0]
        self._told: list[set[int]] = [{0} for _ in range(parts)]

    def hidden_in(self, month: Sequence[int]) -> list[bool]:
        """Which parts stay unsaid in the month that comes next."""
        before, hidden = self._last
        # Where nothing changed, the same is told again: it says nothing new.
        if list(month) != list(before):
            hidden = self._hidden(month)
            self._last = (month, hidden)
            # A month that tells the whole alone has nothing to be compared with.
            if len(hidden) < self._parts:
                self._earlier.append(self._last)
            for part in range(self._parts):
                if part not in hidden:
                    self._told[part].add(month[part])
        return [part in hidden for part in range(self._parts)]

    def _hidden(self, month: Sequence[int]) -> set[int]:
        """The parts that are small or differ by a few from what was told, then as many as hide those."""
        hidden = {part for part, number in enumerate(month) if self._differs_by_few(part, number)}
        before, hidden_before = self._last

        def cost(part: int) -> tuple:
            change = abs(month[part] - before[part])
            return part not in hidden_before, not change, change, month[part], part

        for part in sorted(range(self._parts), key=cost):
            if not self._gives_away(month, hidden):
                break
            hidden.add(part)
        return hidden

    def _differs_by_few(self, part: int, number: int) -> bool:
        """Also from the zero before the first month: small numbers are never told."""
        told = self._told[part]
        return any(number + few in told or number - few in told for few in FEW)

    def _gives_away(self, month: Sequence[int], hidden: set[int]) -> bool:
        """Whether the total, this month's or an earlier one's beside it, tells something of few."""
        if len(hidden) == self._parts:
            return False
        unsaid = [month[part] for part in hidden if month[part]]
        if unsaid and are_told_by_their_sum(unsaid):
            return True
        return any(
            is_small(abs(sum(month[part] - told[part] for part in together)))
            for told, hidden_then in self._earlier
            for together in _known_together(hidden, hidden_then, self._parts)
        )


def _known_together(now: set[int], then: set[int], parts: int) -> Iterator[set[int]]:
    """Parts whose change between two months one can work out together; that of all parts is told anyway."""
    if now & then:
        if len(now | then) < parts:
            yield now | then
        return
    yield from (group for group in (now, then) if group and len(group) < parts)
