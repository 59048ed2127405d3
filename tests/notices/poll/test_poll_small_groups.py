"""Drawn polls: no sum and difference of anything their results tell is about fewer than five people."""

import random
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from notices.enums.poll import INVITED_ROUTES
from notices.queries.poll_results import OTHERS, TRAITS, told_of
from notices.queries.poll_tally import tallies
from tests.equations import rank
from tests.factories.polls import FORM
from tests.portal.common.test_small_cells import small_sets

ROUTES = ("email", "sms", "alimtalk", "qr", "web")


@dataclass(frozen=True)
class Voter:
    route: str
    dong_id: str | None
    age_band: str
    answers: dict = field(hash=False)

    @property
    def traits(self) -> tuple[str, str, str]:
        return self.dong_id or "", self.age_band, self.route


def crowd(seed: int) -> list[Voter]:
    """Some invited by three routes, of few dongs and ages, some of whom nothing but the route is known."""
    dice = random.Random(seed)
    dongs = [None, "A", "B", "C"][: dice.randint(2, 4)]
    bands = ["", "20s", "50s"][: dice.randint(1, 3)]
    routes = ROUTES[: dice.randint(1, 5)]
    voters = []
    for _ in range(dice.randint(6, 60)):
        route = dice.choices(routes, weights=[9, 5, 1, 3, 1][: len(routes)])[0]
        invited = route in INVITED_ROUTES
        answers = {
            "q1": dice.choice(("good", "fair", "poor", "poor")),
            "q3": ["park"],
            "q4": dice.randint(1, 5),
        }
        if answers["q1"] == "poor" and dice.random() < 0.6:
            answers["q2"] = "글"
        voters.append(
            Voter(
                route,
                dice.choice(dongs) if invited else None,
                dice.choice(bands) if invited else "",
                answers,
            )
        )
    return voters


def shown_as_sets(code: str, tallied, cells: Counter) -> list[list[Fraction]]:
    """Every number told of a question as the kinds of voters it counts; it must also count them rightly."""
    kinds = sorted(cells)
    rows = []

    def tell(row, members):
        assert row.base == sum(cells[kind] for kind in members)
        rows.append([Fraction(kind in members) for kind in kinds])

    for trait, by in enumerate(TRAITS):
        found = next(one for one in told_of(FORM, tallied, by=by) if one.question.code == code)
        invited = {kind for kind in kinds if kind[2] in INVITED_ROUTES}
        for one, block in ((found.invited, invited), (found.others, set(kinds) - invited)):
            if one:
                tell(one, block)
        named = {row.key for row in found.groups} - {"", OTHERS}
        for row in found.groups:
            if row.key in ("", OTHERS):
                block = invited if row.key == "" else set(kinds) - invited
                tell(row, {kind for kind in block if kind[trait] not in named})
            else:
                tell(row, {kind for kind in kinds if kind[trait] == row.key})
    return rows


@pytest.mark.parametrize("seed", range(60))
def test_no_question_of_any_poll_gives_fewer_than_five_people_away(seed):
    voters = crowd(seed)
    found = tallies(FORM, voters)
    for code in ("q1", "q2"):
        cells = Counter(voter.traits for voter in voters if code in voter.answers)
        rows = shown_as_sets(code, found, cells)
        whole = rank(rows)
        for places in small_sets(cells):
            rest = [[value for place, value in enumerate(row) if place not in places] for row in rows]
            assert rank(rest) == whole, (seed, code, cells, places)
