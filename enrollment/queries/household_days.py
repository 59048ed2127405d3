"""Enrolled households at the end of days, from the summaries of the ledger of households.

A period counts from its first day until the day before it ends: up to a day, started minus ended.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import F, Max, Min, Sum

from enrollment.models import DistrictDay, Dong, HouseholdDay, HouseholdMonth
from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS

_NET = Sum(F("started") - F("ended"))


def enrolled(
    day: date, district_code: str, dongs: Collection[Dong] | None = None
) -> Counter[tuple[str, str]]:
    """Households at the end of `day`, by (dong, place): whole months, then the days of the last one."""
    summary.catch_up(CAUGHT_UP_CELLS)
    month = day.replace(day=1)
    of = {"dong__district_id": district_code} if dongs is None else {"dong__in": dongs}
    months, days = (
        rows.filter(**of).order_by().values_list("dong_id", "place").annotate(net=_NET)
        for rows in (
            HouseholdMonth.objects.filter(month__lt=month),
            HouseholdDay.objects.filter(day__gte=month, day__lte=day),
        )
    )
    found: Counter[tuple[str, str]] = Counter()
    for dong, place, number in months.union(days, all=True):
        found[dong, place] += number
    return found


def changes(first: date, last: date, district_code: str) -> tuple[int, dict[date, int]]:
    """Households of the district before `first`, and by how many they grew on each day up to `last`."""
    summary.catch_up(CAUGHT_UP_CELLS)
    days = DistrictDay.objects.filter(district_id=district_code).order_by()
    before = days.filter(day__lt=first).aggregate(net=_NET)["net"] or 0
    grown = days.filter(day__range=(first, last)).values_list("day", F("started") - F("ended"))
    return before, dict(grown)


def last_start(day: date, district_code: str) -> date | None:
    """The last day up to `day` on which a household became enrolled, for a day at least."""
    return _starts(district_code).filter(day__lte=day).aggregate(last=Max("day"))["last"]


def first_start(district_code: str) -> date | None:
    """The first day on which a household became enrolled, for a day at least."""
    return _starts(district_code).aggregate(first=Min("day"))["first"]


def _starts(district_code: str):
    summary.catch_up(CAUGHT_UP_CELLS)
    return DistrictDay.objects.filter(district_id=district_code, started__gt=0)
