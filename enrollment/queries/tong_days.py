"""Enrolled households by tong and ban at the end of days, from the summaries of the ledger of households.

Tong and ban are those the household's record names now, in the dong it was enrolled in then. Who moved to
another dong, or never named a tong, stands under the key `UNKNOWN`: the parts of a dong are all of it.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import Count, F, Sum

from enrollment.models import Dong, Tong, TongDay, TongMonth
from enrollment.queries.desk import active_leaders
from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS

UNKNOWN = 0
_NET = Sum(F("started") - F("ended"))


def by_tong(day: date, dong_code: str) -> Counter[int]:
    """Households of a dong at the end of `day`, by id of the tong."""
    return _enrolled(day, "tong_key", dong_id=dong_code)


def by_ban(day: date, dong_code: str, tong_keys: Collection[int]) -> Counter[int]:
    """Households of tongs at the end of `day`, by number of the ban; `UNKNOWN` where none is written down."""
    return _enrolled(day, "ban", dong_id=dong_code, tong_key__in=tong_keys)


def _enrolled(day: date, key: str, **of) -> Counter[int]:
    """Whole months, then the days of the last one."""
    summary.catch_up(CAUGHT_UP_CELLS)
    month = day.replace(day=1)
    months, days = (
        rows.filter(**of).order_by().values_list(key).annotate(net=_NET)
        for rows in (
            TongMonth.objects.filter(month__lt=month),
            TongDay.objects.filter(day__gte=month, day__lte=day),
        )
    )
    found: Counter[int] = Counter()
    for value, number in months.union(days, all=True):
        found[value] += number
    return found


def tongs_of(dong_code: str) -> list[Tong]:
    """Every tong a dong has or had, by number; one closed before the one that has its number now."""
    return list(Tong.objects.filter(dong=dong_code).order_by("number", F("valid_to").asc(nulls_last=True)))


def leaders_by_dong(day: date, dongs: Collection[Dong]) -> Counter[str]:
    """How many tong leaders are in office on `day`, by dong code."""
    rows = active_leaders(dongs, day).select_related(None).order_by()
    return Counter(dict(rows.values_list("tong__dong_id").annotate(n=Count("id"))))


def tongs_with_leader(day: date, dong: Dong) -> set[int]:
    """Ids of the tongs of a dong that have a leader on `day`."""
    return set(active_leaders([dong], day).values_list("tong_id", flat=True))
