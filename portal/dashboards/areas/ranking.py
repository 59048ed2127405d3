"""Ranks beside each other, never added up: see the rule `fair_comparison`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.dashboards.areas.area import Area

Value = int | Decimal | None
SORT_KEYS: dict[str, Callable[[Area], object]] = {
    "name": lambda area: area.name,
    "rate_before": lambda area: area.rate_before,
    "now": lambda area: area.now,
    "households": lambda area: area.households,
    "rate": lambda area: area.rate,
    "gained": lambda area: area.gained,
    "points": lambda area: area.points,
    "leaders": lambda area: area.leaders,
    "left_per_leader": lambda area: area.left_per_leader,
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area with its rank by each measure, from 1; None of what cannot be told."""

    area: Area
    by_rate: int | None
    by_points: int | None
    by_left: int | None


def ranked(areas: Sequence[Area]) -> list[Ranked]:
    """In the order given. The highest rate and gain come first, the fewest households left a leader."""
    by_rate = _ranks([area.rate for area in areas], highest_first=True)
    by_points = _ranks([area.points for area in areas], highest_first=True)
    by_left = _ranks([area.left_per_leader for area in areas], highest_first=False)
    rows = zip(areas, by_rate, by_points, by_left, strict=True)
    return [Ranked(area, *ranks) for area, *ranks in rows]


def in_order(rows: Sequence[Ranked], key: str, descending: bool) -> list[Ranked]:
    """By a column; what has no value stands at the end, equal ones in the order of codes.

    Raises KeyError for a column that is not in `SORT_KEYS`."""
    value = SORT_KEYS[key]
    known = [row for row in rows if value(row.area) is not None]
    unknown = [row for row in rows if value(row.area) is None]
    return sorted(known, key=lambda row: value(row.area), reverse=descending) + unknown


def _ranks(values: Sequence[Value], *, highest_first: bool) -> list[int | None]:
    """Equal values share a rank, and the next one leaves as many out; where all are equal nobody is first."""
    order = sorted((value for value in values if value is not None), reverse=highest_first)
    if len(order) > 1 and order[0] == order[-1]:
        return [None] * len(values)
    return [None if value is None else order.index(value) + 1 for value in values]
