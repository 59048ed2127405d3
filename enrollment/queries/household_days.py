"""Enrolled households at the end of days, from the summaries of the ledger of households.

A period counts from its first day until the day before it ends: up to a day, started minus ended.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import accumulate

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, Func, IntegerField, Max, Min, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from enrollment.models import DistrictDay, Dong, HouseholdDay, HouseholdMonth
from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS
from portal.common.month import Month

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


def totals(days: Iterable[date], district_code: str) -> dict[date, int]:
    """Households of the district at the end of each of some days: one row a day asked for, however long the
    history is."""
    summary.catch_up(CAUGHT_UP_CELLS)
    days = sorted(set(days))
    if not days:
        return {}
    nexts = Value([day + timedelta(days=1) for day in days], output_field=ArrayField(DateField()))
    between = Func(F("day"), nexts, function="width_bucket", output_field=IntegerField())
    rows = DistrictDay.objects.filter(district_id=district_code, day__lte=days[-1]).order_by()
    grown = dict(rows.values_list(between).annotate(net=_NET))
    return dict(zip(days, accumulate(grown.get(place, 0) for place in range(len(days))), strict=True))


def last_grown_on(day: date, district_code: str) -> date | None:
    """The last day up to `day` on which more households became enrolled than ceased to be."""
    # Whoever moves, is merged or corrected ends one period and begins another on the same day.
    grown = _days(district_code).filter(day__lte=day, started__gt=F("ended"))
    return grown.aggregate(last=Max("day"))["last"]


def first_start(district_code: str) -> date | None:
    """The first day on which a household became enrolled."""
    return _days(district_code).filter(started__gt=0).aggregate(first=Min("day"))["first"]


def busy_months(first: date, last: date, district_code: str) -> set[Month]:
    """Months between two days in which the number of households changed."""
    changed = DistrictDay.objects.filter(district_id=district_code, day__gte=first, day__lte=last)
    months = changed.exclude(started=F("ended")).order_by().annotate(month=TruncMonth("day"))
    return {Month(month) for month in months.values_list("month", flat=True).distinct()}


def _days(district_code: str) -> QuerySet[DistrictDay]:
    summary.catch_up(CAUGHT_UP_CELLS)
    return DistrictDay.objects.filter(district_id=district_code)
