"""Rows of the tables about one question: of all, of each group that is told, and what their cells hide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from notices.enums.poll import QuestionKind
from notices.poll_form import Question
from notices.queries.poll_tally import Tally, Traits
from portal.common.share import TENTH, hundredths, percent
from portal.common.small_cells import hidden_cells, hidden_parts, is_small

FEWEST_UNTOLD = 3
"""Hidden cells of one choice that a weighted share, one more sum over them, does not tell."""


@dataclass(frozen=True, slots=True)
class Row:
    """Answers of some people. `base`: how many of them answered; `mean` of a scale; `mean_places` of a
    ranking, over those who put the choice on a place. `key` "" is all who are not told apart. A count of
    None is not told, and then no mean is."""

    key: str
    base: int
    counts: dict[str, int | None]
    mean: Decimal | None = None
    mean_places: dict[str, Decimal] = field(default_factory=dict)

    def percent(self, code: str) -> Decimal | None:
        count = self.counts.get(code, 0)
        return None if count is None else percent(count, self.base)

    @property
    def hides(self) -> bool:
        return None in self.counts.values()


@dataclass(frozen=True, slots=True)
class Weighted:
    """Shares (percent) and mean if each dong had answered in the measure of its households."""

    shares: dict[str, Decimal]
    mean: Decimal | None


def adds_up(question: Question) -> bool:
    """Whether the counts of the choices add up to the answers."""
    return question.kind != QuestionKind.MULTIPLE


def exact_rows(
    question: Question, tally: Tally, cells: Mapping[Traits, int], trait: int, kept: set[str]
) -> list[Row]:
    """One row for each value that is kept, in its order, and one for all the others; nothing hidden."""
    parts: dict[str, list[Traits]] = {value: [] for value in sorted(kept)}
    rest: list[Traits] = []
    for traits in cells:
        parts.get(traits[trait], rest).append(traits)
    rows = [row_of(question, tally, value, found) for value, found in parts.items() if found]
    return [*rows, row_of(question, tally, "", rest)] if rest else rows


def row_of(question: Question, tally: Tally, key: str, cells: Iterable[Traits]) -> Row:
    cells = list(cells)
    base = sum(tally.answered[traits] for traits in cells)
    codes = question.codes
    ranked = {code: sum(tally.ranked[traits, code] for traits in cells) for code in codes}
    return Row(
        key=key,
        base=base,
        counts={code: sum(tally.chosen[traits, code] for traits in cells) for code in codes},
        mean=_mean(sum(tally.points[traits] for traits in cells), base)
        if question.kind == QuestionKind.SCALE
        else None,
        mean_places={
            code: _mean(sum(tally.places[traits, code] for traits in cells), number)
            for code, number in ranked.items()
            if number
        },
    )


def _mean(total: int, number: int) -> Decimal:
    return hundredths(Decimal(total) / number)


def veiled(question: Question, rows: list[Row]) -> list[Row]:
    """Rows of groups without the cells about fewer than five people, and those that would tell them."""
    hidden = hidden_cells(_numbers(question, rows), rows_add_up=adds_up(question))
    found = [_hide(question, row, unsaid) for row, unsaid in zip(rows, hidden, strict=True)]
    without_mean = [row for row in found if row.hides]
    if len(without_mean) == 1:
        # The mean of everybody would tell that of the one row that has none.
        other = min((row for row in found if not row.hides), key=lambda row: (row.base, row.key))
        found[found.index(other)] = replace(other, mean=None, mean_places={})
    return found


def veiled_alone(question: Question, row: Row) -> Row:
    """A row that stands alone, without the choices fewer than five people made, nor those that tell them."""
    (numbers,) = _numbers(question, [row])
    small = [is_small(number) for number in numbers]
    return _hide(question, row, hidden_parts(numbers) if adds_up(question) else small)


def _numbers(question: Question, rows: Iterable[Row]) -> list[list[int]]:
    return [[row.counts[code] for code in question.codes] for row in rows]


def _hide(question: Question, row: Row, unsaid: Sequence[bool]) -> Row:
    if not any(unsaid):
        return row
    pairs = zip(question.codes, unsaid, strict=True)
    counts = {code: None if is_hidden else row.counts[code] for code, is_hidden in pairs}
    return replace(row, counts=counts, mean=None, mean_places={})


def weighted(question: Question, rows: list[Row], households: Mapping[str, int]) -> Weighted | None:
    """Of exact rows by dong. The row of all others stands for the households of the dongs that are not told;
    dongs nobody stands for are left out."""
    named = {row.key for row in rows if row.key}
    weights = {row.key: households.get(row.key, 0) for row in rows if row.key}
    if any(not row.key for row in rows):
        weights[""] = sum(number for dong, number in households.items() if dong not in named)
    whole = sum(weights.values())
    if not named or not whole:
        return None
    exact = {
        code: sum(
            (Decimal(weights[row.key] * row.counts[code]) / (whole * row.base) for row in rows), Decimal()
        )
        for code in question.codes
    }
    shares = {code: (share * 100).quantize(TENTH, rounding=ROUND_HALF_UP) for code, share in exact.items()}
    if question.kind != QuestionKind.SCALE:
        return Weighted(shares, None)
    mean = sum((share * int(code) for code, share in exact.items()), Decimal())
    return Weighted(shares, hundredths(mean))


def may_weigh(question: Question, rows: list[Row]) -> bool:
    """Whether weighted shares tell nothing that these veiled rows hide."""
    unsaid = (sum(row.counts[code] is None for row in rows) for code in question.codes)
    return all(number == 0 or number >= FEWEST_UNTOLD for number in unsaid)
