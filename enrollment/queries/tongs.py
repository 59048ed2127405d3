"""A tong leader's own tong in numbers: no name of a resident leaves this module."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from enrollment.enums import ApplicationStatus
from enrollment.models import Application, HouseholdPeriod, Tong
from enrollment.queries.rates import Rate, rates_of
from portal.accounts.access import areas
from portal.accounts.enums import Permission


@dataclass(frozen=True, slots=True)
class TongProgress:
    """Enrolled households of a tong at the end of a day, and how many of them are new since Monday.

    Registered households are not counted by tong: a tong has no rate, `dong_rate` stands beside it.
    """

    tong: Tong
    enrolled_households: int
    new_this_week: int
    dong_rate: Rate


@dataclass(frozen=True, slots=True)
class Week:
    """Applications collected in the week that begins on `monday`."""

    monday: date
    collected: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def own_tongs(user) -> QuerySet[Tong]:
    """Open tongs the user may see the progress of; only a permission over that very tong counts."""
    wanted = Q(pk__in=[])
    for path in areas(user, Permission.VIEW_OWN_TONG):
        parts = path.split("/")
        if len(parts) == 3 and parts[2].isdecimal():
            wanted |= Q(dong__district=parts[0], dong=parts[1], number=int(parts[2]))
    return Tong.objects.filter(wanted, valid_to=None).select_related("dong__district")


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def progress(tong: Tong, day: date) -> TongProgress:
    """The tong's figures at the end of `day`."""
    counts = HouseholdPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), household__tong=tong, dong=tong.dong, starts_on__lte=day
    ).aggregate(enrolled=Count("id"), new=Count("id", filter=Q(starts_on__gte=monday_of(day))))
    (dong_rate,) = rates_of([tong.dong], day)
    return TongProgress(tong, counts["enrolled"], counts["new"], dong_rate)


def collected_by_week(user, day: date, weeks: int = 8) -> list[Week]:
    """Applications the user collected as tong leader by week, newest first; weeks without any included."""
    last = monday_of(day)
    first = last - timedelta(weeks=weeks - 1)
    rows = (
        Application.objects.filter(collected_by__user=user, collected_on__range=(first, day))
        .exclude(status=ApplicationStatus.REVERSED)
        .annotate(week=TruncWeek("collected_on"))
        .values_list("week")
        .annotate(n=Count("id"))
        .order_by()
    )
    counted = dict(rows)
    mondays = [last - timedelta(weeks=number) for number in range(weeks)]
    return [Week(monday, counted.get(monday, 0)) for monday in mondays]


def collected_in_all(user) -> int:
    """All applications the user ever collected as tong leader."""
    return (
        Application.objects.filter(collected_by__user=user).exclude(status=ApplicationStatus.REVERSED).count()
    )
