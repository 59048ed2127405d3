"""How and when applications came in, from summaries of the ledger; nobody's name leaves this module."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay

from enrollment.enums import IntakeFormState, ReviewState
from enrollment.models import (
    Dong,
    FunnelDay,
    IntakeClock,
    IntakeDay,
    IntakeForm,
    IntakeMonth,
    LeaderMonth,
    TongLeader,
    WaitingApplication,
)
from portal.common.month import Month

REST = timedelta(days=31)
"""Intake rests when no application came in for longer."""


@dataclass(frozen=True, slots=True)
class Came:
    """Applications, and the days from collection to entry of all of them together."""

    applications: int = 0
    waited_days: int = 0

    def __add__(self, other: "Came") -> "Came":
        return Came(self.applications + other.applications, self.waited_days + other.waited_days)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Forms of a dong that came back and are not entered; `in_review` of them are typed and wait for a
    decision whose household they are."""

    dong: Dong
    forms: int
    in_review: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class OfTong:
    """What the leaders of a tong brought in, all its terms together."""

    number: int
    came: Came


def months_until(day: date, count: int) -> list[date]:
    """The first days of `count` months, the last that of `day`, oldest first."""
    return [month.first for month in Month.until(day, count)]


def by_place(first_month: date, day: date, district_code: str) -> dict[tuple[date, str, str], Came]:
    """Up to the end of `day`, by (month, place, method): whole months, then the days of the last one."""
    last_month = day.replace(day=1)
    months, days = (
        rows.order_by()
        .values_list(named, "place", "method")
        .annotate(n=Sum("applications"), waited=Sum("waited_days"))
        for rows, named in (
            (_months(IntakeMonth, first_month, last_month, district_code), "month"),
            (_days(last_month, day, district_code), "district_id"),
        )
    )
    found = {(month, *key): Came(n, waited) for month, *key, n, waited in months}
    return found | {(last_month, *key): Came(n, waited) for _district, *key, n, waited in days}


def by_clock(
    first_month: date, day: date, district_code: str, methods: tuple[str, ...]
) -> Counter[tuple[int, int]]:
    """Up to the end of `day`, by (weekday, hour) of entry or of handing in; 1 is Monday."""
    last_month = day.replace(day=1)
    days = _days(last_month, day, district_code).annotate(weekday=ExtractIsoWeekDay("day"))
    found: Counter[tuple[int, int]] = Counter()
    for rows in (_months(IntakeClock, first_month, last_month, district_code), days):
        of = rows.filter(method__in=methods).order_by().values_list("weekday", "hour")
        for weekday, hour, number in of.annotate(n=Sum("applications")):
            found[weekday, hour] += number
    return found


def last_days(day: date, district_code: str) -> tuple[date | None, date | None]:
    """The last days up to `day` on which applications came in, paper on the day of its entry: that before the
    newest rest that was over by then, and the last of all; None where there is none."""
    came = IntakeDay.objects.filter(day__lte=day, district=district_code)
    days = list(came.order_by("-day").values_list("day", flat=True).distinct())
    before = next((earlier for later, earlier in pairwise(days) if later - earlier > REST), None)
    return before, days[0] if days else None


def reached(first: date, last: date) -> dict[str, int]:
    """How many online applications came to each page for the first time from day to day."""
    of_days = FunnelDay.objects.filter(day__range=(first, last)).order_by()
    return dict(of_days.values_list("step").annotate(n=Sum("reached")))


def backlog(dongs: list[Dong]) -> list[Backlog]:
    """Dongs with forms that came back and are not entered now, in the order given."""
    typed = WaitingApplication.objects.filter(
        dong=OuterRef("dong"), form_no=OuterRef("form_no"), state=ReviewState.WAITING
    )
    waiting = IntakeForm.objects.filter(state=IntakeFormState.RETURNED, dong__in=dongs).order_by()
    counted = {
        code: rest
        for code, *rest in waiting.values_list("dong").annotate(
            n=Count("id"), typed=Count("id", filter=Exists(typed)), oldest=Min("returned_on")
        )
    }
    return [Backlog(dong, *counted[dong.code]) for dong in dongs if dong.code in counted]


def by_tong(dong: Dong, months: list[date]) -> list[OfTong]:
    """Every tong of a dong that has a leader now or whose leader brought something in those months.

    Months are those of collection, as a whole.
    """
    return _by_tong([dong], months)[0][1]


def by_tong_of_all(dongs: list[Dong], months: list[date]) -> list[tuple[Dong, list[OfTong]]]:
    """The same of several dongs, in their order: for files, not for pages."""
    return _by_tong(dongs, months)


def _by_tong(dongs: list[Dong], months: list[date]) -> list[tuple[Dong, list[OfTong]]]:
    leaders = TongLeader.objects.filter(tong__dong__in=dongs).values_list(
        "pk", "tong__dong", "tong__number", "ends_on"
    )
    terms = {pk: (dong, number, ends_on) for pk, dong, number, ends_on in leaders}
    found: dict[str, dict[int, Came]] = {dong.code: {} for dong in dongs}
    for dong, number, ends_on in terms.values():
        if ends_on is None:
            found[dong][number] = Came()
    brought = LeaderMonth.objects.filter(leader_id__in=terms, month__in=months).order_by()
    sums = brought.values_list("leader").annotate(n=Sum("applications"), waited=Sum("waited_days"))
    for pk, n, waited in sums:
        dong, number, _ends_on = terms[pk]
        found[dong][number] = found[dong].get(number, Came()) + Came(n, waited)
    return [(dong, [OfTong(*one) for one in sorted(found[dong.code].items())]) for dong in dongs]


def _months(model, first: date, before: date, district_code: str) -> QuerySet:
    return model.objects.filter(month__gte=first, month__lt=before, district=district_code)


def _days(first: date, last: date, district_code: str) -> QuerySet:
    return IntakeDay.objects.filter(day__range=(first, last), district=district_code)
