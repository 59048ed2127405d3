"""What was answered, question by question, as far as it may be told.

Answers of invited people and of everybody else are never added up: the one is a share of those who were
asked, the other of whoever came. Groups under five people are told together, and so are those whose figures
would give them away (`portal.common.small_cells`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from notices.enums.poll import INVITED_ROUTES, QuestionKind
from notices.poll_form import Answer, Answers, Form, Question
from notices.queries.poll_turnout import TENTH, percent
from portal.common.small_cells import is_small, told_groups

TRAITS = ("dong", "age", "route")
"""In the order in which groups are put together: the first keeps most rows."""
OTHERS = "others"
"""The row of everybody who was not invited."""
Traits = tuple[str, str, str]
HUNDREDTH = Decimal("0.01")


class Answered(Protocol):
    """A ballot as results need it."""

    route: str
    dong_id: str | None
    age_band: str
    answers: Answers


@dataclass(slots=True)
class Tally:
    """Answers to one question by the traits of ballots: never told as it is.

    `chosen` counts by what an answer consists of; of a ranking that is the first place, and `places` adds up
    the places. `points` adds up the points of a scale.
    """

    led_to: Counter[Traits] = field(default_factory=Counter)
    answered: Counter[Traits] = field(default_factory=Counter)
    chosen: Counter[tuple[Traits, str]] = field(default_factory=Counter)
    points: Counter[Traits] = field(default_factory=Counter)
    places: Counter[tuple[Traits, str]] = field(default_factory=Counter)
    ranked: Counter[tuple[Traits, str]] = field(default_factory=Counter)

    def add(self, question: Question, traits: Traits, answer: Answer) -> None:
        self.answered[traits] += 1
        match question.kind:
            case QuestionKind.SINGLE:
                self.chosen[traits, answer] += 1
            case QuestionKind.SCALE:
                self.chosen[traits, str(answer)] += 1
                self.points[traits] += answer
            case QuestionKind.MULTIPLE:
                self.chosen.update((traits, code) for code in answer)
            case QuestionKind.RANKING:
                self.chosen[traits, answer[0]] += 1
                for place, code in enumerate(answer, start=1):
                    self.places[traits, code] += place
                    self.ranked[traits, code] += 1


@dataclass(frozen=True, slots=True)
class Row:
    """Answers of some people. `base`: how many of them answered; `mean` of a scale; `mean_places` of a
    ranking, over those who put the choice on a place. `key` "" is all who are not told apart."""

    key: str
    base: int
    counts: dict[str, int]
    mean: Decimal | None = None
    mean_places: dict[str, Decimal] = field(default_factory=dict)

    def percent(self, code: str) -> Decimal | None:
        return percent(self.counts.get(code, 0), self.base)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Shares (percent) and mean if each dong had answered in the measure of its households."""

    shares: dict[str, Decimal]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Told:
    """Results of one question. `invited` and `others` are None when nobody answered, or too few to tell
    (`hides_invited`, `hides_others`). `led_to`: invited people who came to the question."""

    question: Question
    led_to: int | None
    invited: Row | None
    others: Row | None
    hides_invited: bool
    hides_others: bool
    groups: list[Row]
    weighted: Weighted | None


def tallies(form: Form, ballots: Iterable[Answered]) -> dict[str, Tally]:
    """By the code of the question, in one pass."""
    questions = form.questions
    found = {question.code: Tally() for question in questions}
    branches = any(question.shown_if for question in questions)
    for ballot in ballots:
        traits = (ballot.dong_id or "", ballot.age_band, ballot.route)
        for question in form.shown(ballot.answers) if branches else questions:
            tally = found[question.code]
            tally.led_to[traits] += 1
            answer = ballot.answers.get(question.code)
            if answer not in (None, "", []):
                tally.add(question, traits, answer)
    return found


def told(
    question: Question, tally: Tally, *, by: str = "", households: Mapping[str, int] | None = None
) -> Told:
    """What may be told of a question; `by` names one of TRAITS to tell groups by."""
    invited = {traits: number for traits, number in tally.answered.items() if traits[2] in INVITED_ROUTES}
    others = {traits: number for traits, number in tally.answered.items() if traits not in invited}
    hides_invited, hides_others = is_small(sum(invited.values())), is_small(sum(others.values()))
    led_to = sum(number for traits, number in tally.led_to.items() if traits[2] in INVITED_ROUTES)
    kept = told_groups(invited) if invited and not hides_invited else [set(), set(), set()]
    groups: list[Row] = []
    if by and invited and not hides_invited:
        groups = _rows(question, tally, invited, TRAITS.index(by), kept[TRAITS.index(by)])
    if by == "route" and others and not hides_others:
        routes = Counter({(traits[2],): number for traits, number in _by_route(others).items()})
        apart = _rows(question, tally, others, 2, told_groups(routes)[0])
        groups += [row if row.key else replace(row, key=OTHERS) for row in apart]
    return Told(
        question=question,
        led_to=None if is_small(led_to) else led_to,
        invited=_row(question, tally, "", invited) if invited and not hides_invited else None,
        others=_row(question, tally, "", others) if others and not hides_others else None,
        hides_invited=hides_invited,
        hides_others=hides_others,
        groups=groups,
        weighted=_weighted(question, _rows(question, tally, invited, 0, kept[0]), households)
        if households and kept[0]
        else None,
    )


def _by_route(cells: Mapping[Traits, int]) -> Counter[Traits]:
    sums: Counter[Traits] = Counter()
    for traits, number in cells.items():
        sums["", "", traits[2]] += number
    return sums


def _rows(
    question: Question, tally: Tally, cells: Mapping[Traits, int], trait: int, kept: set[str]
) -> list[Row]:
    """One row for each value that is kept, in its order, and one for all the others."""
    parts: dict[str, list[Traits]] = {value: [] for value in sorted(kept)}
    rest: list[Traits] = []
    for traits in cells:
        parts.get(traits[trait], rest).append(traits)
    rows = [_row(question, tally, value, found) for value, found in parts.items()]
    return [*rows, _row(question, tally, "", rest)] if rest else rows


def _row(question: Question, tally: Tally, key: str, cells: Iterable[Traits]) -> Row:
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
    return (Decimal(total) / number).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def _weighted(question: Question, rows: list[Row], households: Mapping[str, int]) -> Weighted | None:
    """From the rows by dong that are told, so that it says nothing those do not say. The row of all others
    stands for the households of the dongs that are not told; dongs nobody stands for are left out."""
    named = {row.key for row in rows if row.key}
    weights = {row.key: households.get(row.key, 0) for row in rows if row.key}
    if any(not row.key for row in rows):
        weights[""] = sum(number for dong, number in households.items() if dong not in named)
    whole = sum(weights.values())
    if not whole:
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
    return Weighted(shares, mean.quantize(HUNDREDTH, rounding=ROUND_HALF_UP))
