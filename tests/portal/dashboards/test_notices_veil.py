"""No small number of seen notices can be worked out of the tables of notices and savings: solved for."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrollment.models import Dong
from notices.models import NoticeRound, SavingsAssumption
from portal.common import summary
from portal.common.small_cells import is_small
from portal.dashboards import campaigns, savings
from portal.dashboards.campaigns.tables import tables
from portal.dashboards.grid import HIDDEN, Grid
from tests.equations import can_be_worked_out
from tests.factories.accounts import DISTRICT
from tests.factories.notices import kind_of, terms_of
from tests.factories.savings import approved, assume, seen

AS_OF = date(2014, 2, 10)
STRETCHES = (None, date(2013, 1, 1), date(2014, 1, 1))
DAYS = (date(2012, 11, 5), date(2013, 2, 5), date(2013, 3, 5), date(2013, 9, 5), date(2014, 1, 6))
Sighting = tuple[int, int, int]
"""Of a round, in a dong, on a day: places in lists."""


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, len(DAYS) - 1)),
        st.sampled_from([1, 3, 4, 6, 20]),
        min_size=2,
        max_size=7,
    )
)
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.django_db
def test_no_small_cell_follows_from_all_that_is_told(sightings):
    world = World(sightings)
    told = [equation for equation, cell in world.cells(tells_small=False) if cell is not HIDDEN]
    for equation, cell in world.cells(tells_small=True):
        if is_small(cell):
            assert not can_be_worked_out(equation, told), (equation, cell)


class World:
    """Two rounds of each of two kinds, seen in two dongs, and what of it every page tells."""

    def __init__(self, sightings: dict[Sighting, int]):
        NoticeRound.objects.all().delete()
        SavingsAssumption.objects.all().delete()
        assume(date(2012, 1, 1), minutes=20)
        kinds = [kind_of("test_drill"), kind_of("test_school")]
        self.dongs = list(Dong.objects.filter(district=DISTRICT).order_by("code")[:2])
        self.rounds = [
            approved(day, terms=terms_of(kind))
            for kind in kinds
            for day in (date(2012, 11, 1), date(2013, 2, 1))
        ]
        # A reader does not know where nobody was.
        self.sightings = list(product(range(4), range(2), range(len(DAYS))))
        for (round, dong, day), people in sightings.items():
            seen(self.rounds[round], people, DAYS[day], dong=self.dongs[dong])
        summary.catch_up()

    def cells(self, *, tells_small: bool):
        """(factor of each sighting, the number told for their sum) of each cell of each page."""
        for since in STRETCHES:
            board = savings.read(AS_OF, DISTRICT, since, tells_small=tells_small)
            seen_then = [one for one in self.sightings if since is None or DAYS[one[2]] >= since]
            for name in ("months", "halves", "kinds", "dongs", "rounds"):
                yield from self._of(board.tables[name], 0, seen_then, partial(self._key, name))
            board = campaigns.read(AS_OF, DISTRICT, since, tells_small=tells_small)
            approved_then = [one for one in self.sightings if since is None or self._approved(one) >= since]
            yield from self._of(tables(board)["notices"], 3, approved_then, self._approval)

    def _of(self, grid: Grid, column: int, members: list[Sighting], key_of: Callable[..., str]):
        for row in grid.rows:
            yield self._equation([one for one in members if key_of(*one) == row.key]), row.cells[column]
        yield self._equation(members), grid.total[column]

    def _equation(self, members: list[Sighting]) -> list[int]:
        return [int(one in members) for one in self.sightings]

    def _approved(self, sighting: Sighting) -> date:
        return timezone.localtime(self.rounds[sighting[0]].approved_at).date()

    def _key(self, name: str, round: int, dong: int, day: int) -> str:
        on, kind = DAYS[day], self.rounds[round].kind
        return {
            "months": f"{on:%Y-%m}",
            "halves": f"{on.year}-{1 if on.month < 7 else 7:02} {kind.code}",
            "kinds": kind.code,
            "dongs": self.dongs[dong].code,
            "rounds": str(self.rounds[round].pk),
        }[name]

    def _approval(self, round: int, _dong: int, _day: int) -> str:
        one = self.rounds[round]
        return f"{one.kind.code} {one.approved_at:%Y-%m}"
