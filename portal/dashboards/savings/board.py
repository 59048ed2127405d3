"""The page of savings, put together from seen notices, assumptions and a forecast."""

from dataclasses import dataclass
from datetime import date

from enrollment.models import District
from notices.models import SavingsAssumption
from notices.queries import savings as queries
from notices.queries.savings import Savings
from notices.queries.savings_assumptions import assumptions_on
from portal.common.moment import one_moment
from portal.dashboards.figure import Figure
from portal.dashboards.grid import Grid
from portal.dashboards.savings import forecast, headline, tables, veil
from portal.dashboards.savings.forecast import Forecast


@dataclass(frozen=True, slots=True)
class SavingsBoard:
    """Savings from `since` (None: the beginning) up to the end of `as_of`, and of the half-year to come.

    `figures` by rule; `tables` by name, each adding up to the same sum. `in_force` are the assumptions of
    `as_of`. `tells_grounds`: what the sum is made of may be told to the reader.
    """

    district: District
    as_of: date
    since: date | None
    savings: Savings
    in_force: list[SavingsAssumption]
    forecast: Forecast
    figures: dict[str, Figure]
    tables: dict[str, Grid]
    tells_grounds: bool

    @property
    def is_empty(self) -> bool:
        return not self.savings.total.notices and not self.savings.unassumed

    @property
    def hides(self) -> bool:
        return any(grid.hides for grid in self.tables.values())


def read(
    as_of: date, district_code: str, since: date | None = None, *, tells_small: bool
) -> SavingsBoard | None:
    """Every figure from one moment; None when the district is not known yet.

    Without `tells_small` tables with a group of fewer than five notices stay unsaid (`veil`), and `since` is
    the first day of its year, since two periods tell their difference.
    """
    if since and not tells_small:
        since = since.replace(month=1, day=1)
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        found = queries.read(as_of, district_code, since)
        expected = forecast.read(as_of, district_code)
        in_force = assumptions_on(as_of)
        unsaid = frozenset()
        if not tells_small:
            history = queries.read(as_of, district_code) if since else found
            unsaid = veil.unsaid(found, history, expected)
    return SavingsBoard(
        district=district,
        as_of=as_of,
        since=since,
        savings=found,
        in_force=in_force,
        forecast=expected,
        figures=headline.figures(found, expected, unsaid),
        tables=tables.read(found, expected, unsaid),
        tells_grounds=tells_small or veil.tells_grounds(found),
    )
