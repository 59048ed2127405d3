"""People who use services at the end of days, from the summary of the ledger of enrollment periods.

A period counts from its first day until the day before it ends: up to a day, started minus ended.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, Sum
from django.db.models.functions import TruncMonth

from enrollment.models import ServiceDay
from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS
from portal.common.month import Month

_NET = F("started") - F("ended")


@dataclass(frozen=True, slots=True)
class Use:
    """People who use a service at the end of a day, and how many began and stopped in the days up to it."""

    people: int = 0
    started: int = 0
    ended: int = 0


def used(day: date, days: int) -> dict[str, Use]:
    """Each service ever used, by code, at the end of `day`; `days` is how far back `started` looks."""
    summary.catch_up(CAUGHT_UP_CELLS)
    lately = Q(day__gt=day - timedelta(days=days))
    rows = ServiceDay.objects.filter(day__lte=day).order_by().values_list("service__code")
    counted = rows.annotate(
        people=Sum(_NET), began=Sum("started", filter=lately), stopped=Sum("ended", filter=lately)
    )
    return {code: Use(people, began or 0, stopped or 0) for code, people, began, stopped in counted}


def by_month(first: date, day: date) -> list[tuple[date, dict[str, int]]]:
    """People by service at the end of each month from that of `first` on, and at the end of `day`."""
    summary.catch_up(CAUGHT_UP_CELLS)
    days = ServiceDay.objects.filter(day__lte=day).order_by()
    months = Month.between(first, day)
    before = days.filter(day__lt=months[0].first).values_list("service__code").annotate(net=Sum(_NET))
    people = Counter({code: net for code, net in before})
    grown: dict[date, list[tuple[str, int]]] = {}
    since = days.filter(day__gte=months[0].first).annotate(month=TruncMonth("day"))
    for month, code, net in since.values_list("month", "service__code").annotate(net=Sum(_NET)):
        grown.setdefault(month, []).append((code, net))
    found = []
    for month in months:
        for code, net in grown.get(month.first, ()):
            people[code] += net
        found.append((min(month.last, day), dict(people)))
    return found
