"""What was answered, question by question, as far as it may be told.

Answers of invited people and of everybody else are never added up: the one is a share of those who were
asked, the other of whoever came. Groups under five people are told together, and so are those whose figures
would give them away (`portal.common.small_cells`); within groups, cells under five are not told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from notices.enums.poll import INVITED_ROUTES
from notices.poll_form import Form, Question
from notices.queries.poll_rows import (
    Row,
    Weighted,
    exact_rows,
    may_weigh,
    row_of,
    veiled,
    veiled_alone,
    weighted,
)
from notices.queries.poll_tally import Tally, Traits
from portal.common.small_cells import is_small, told_groups

TRAITS = ("dong", "age", "route")
"""In the order in which groups are put together: the first keeps most rows."""
OTHERS = "others"
"""The row of everybody who was not invited."""
_OTHER_ROUTES = len(TRAITS)
Kept = list[set[str]]
"""The values that are rows: for each of TRAITS, and the routes of people who were not invited."""


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


def told_of(
    form: Form, found: Mapping[str, Tally], *, by: str = "", households: Mapping[str, int] | None = None
) -> list[Told]:
    """What may be told of every question; `by` names one of TRAITS to tell groups by."""
    below: dict[str, Kept] = {}
    told = []
    for question in form.questions:
        tally = found[question.code]
        invited, others = _sides(tally)
        kept = _kept(invited, others, below.get(question.shown_if[0]) if question.shown_if else None)
        below[question.code] = [
            kept[place] if not _hides(question, tally, cells, place, kept) else set()
            for place, cells in enumerate((invited, invited, invited, others))
        ]
        told.append(_told(question, tally, kept, by, households))
    return told


def _sides(tally: Tally) -> tuple[dict[Traits, int], dict[Traits, int]]:
    """Of invited people, and of everybody else."""
    invited = {traits: number for traits, number in tally.answered.items() if traits[2] in INVITED_ROUTES}
    return invited, {traits: number for traits, number in tally.answered.items() if traits not in invited}


def _kept(invited: dict[Traits, int], others: dict[Traits, int], above: Kept | None) -> Kept:
    """The rows of a question. One that follows from another has no row the other has not, nor any where the
    other hides cells: who is in the one and not in the other would say what they answered there."""
    kept: Kept = [set(), set(), set(), set()]
    if invited and not is_small(sum(invited.values())):
        kept[:_OTHER_ROUTES] = told_groups(invited)
    if others and not is_small(sum(others.values())):
        routes: Counter[tuple[str]] = Counter()
        for traits, number in others.items():
            routes[(traits[2],)] += number
        kept[_OTHER_ROUTES] = told_groups(routes)[0]
    return [mine & theirs for mine, theirs in zip(kept, above, strict=True)] if above else kept


def _rows(question: Question, tally: Tally, cells: dict[Traits, int], place: int, kept: Kept) -> list[Row]:
    trait = min(place, TRAITS.index("route"))
    return exact_rows(question, tally, cells, trait, kept[place])


def _hides(question: Question, tally: Tally, cells: dict[Traits, int], place: int, kept: Kept) -> bool:
    return any(row.hides for row in veiled(question, _rows(question, tally, cells, place, kept)))


def _told(
    question: Question, tally: Tally, kept: Kept, by: str, households: Mapping[str, int] | None
) -> Told:
    invited, others = _sides(tally)
    hides_invited, hides_others = is_small(sum(invited.values())), is_small(sum(others.values()))
    led_to = sum(number for traits, number in tally.led_to.items() if traits[2] in INVITED_ROUTES)
    groups: list[Row] = []
    if by and invited and not hides_invited:
        groups = veiled(question, _rows(question, tally, invited, TRAITS.index(by), kept))
    if by == "route" and others and not hides_others:
        apart = veiled(question, _rows(question, tally, others, _OTHER_ROUTES, kept))
        groups += [row if row.key else replace(row, key=OTHERS) for row in apart]
    return Told(
        question=question,
        led_to=None if is_small(led_to) else led_to,
        invited=row_of(question, tally, "", invited) if invited and not hides_invited else None,
        others=row_of(question, tally, "", others) if others and not hides_others else None,
        hides_invited=hides_invited,
        hides_others=hides_others,
        groups=groups,
        weighted=_weighted(question, tally, invited, kept, households) if households else None,
    )


def _weighted(
    question: Question, tally: Tally, invited: dict[Traits, int], kept: Kept, households: Mapping[str, int]
) -> Weighted | None:
    """From the rows by dong, so that it says nothing those do not say."""
    rows = _rows(question, tally, invited, 0, kept)
    shown = veiled(question, rows)
    if not may_weigh(question, shown):
        clean = {row.key for row in shown if row.key and not row.hides}
        rows = exact_rows(question, tally, invited, 0, clean)
    return weighted(question, rows, households)


def for_everybody(told: list[Told]) -> list[Told]:
    """As it is published: also of all together no choice that fewer than five made, nor what tells one.

    Of a question that follows from such a choice nothing is told: its base is the number that is hidden.
    """
    found: dict[str, Told] = {}
    for one in told:
        above = found.get(one.question.shown_if[0]) if one.question.shown_if else None
        found[one.question.code] = _for_everybody(one, above)
    return list(found.values())


def _for_everybody(one: Told, above: Told | None) -> Told:
    invited = one.invited and veiled_alone(one.question, one.invited)
    others = one.others and veiled_alone(one.question, one.others)
    hides_invited = one.hides_invited or (invited and _hides_any(above and above.invited, above))
    hides_others = one.hides_others or (others and _hides_any(above and above.others, above))
    return replace(
        one,
        led_to=None if hides_invited else one.led_to,
        invited=None if hides_invited else invited,
        others=None if hides_others else others,
        hides_invited=bool(hides_invited),
        hides_others=bool(hides_others),
        groups=[],
        weighted=None if hides_invited or (invited and invited.hides) else one.weighted,
    )


def _hides_any(row: Row | None, above: Told | None) -> bool:
    """Whether the question before hides answers of the same people."""
    return above is not None and (row is None or row.hides)
