"""People of each service at the end of a day, and month by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.models import Service, Target
from enrollment.queries import service_days
from enrollment.queries.service_days import Use
from portal.common.month import Month
from portal.common.share import percent
from portal.common.small_cells import is_small
from portal.common.templatetags.korean import intcomma0, kdate
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.public_figures import last_told_end
from portal.dashboards.sparkline import Sparkline, sparkline

LATELY = 30
"""Days up to the day asked for, of which beginnings and ends are told."""
MONTHS = 12
SOURCE = _("이 포털의 가입 기간 기록")
_PEOPLE = Column("people", _("이용자"))
_LATELY = (Column("started", _("30일 동안 시작")), Column("ended", _("30일 동안 끝")))
_AIMS = (
    Column("target", _("목표")),
    Column("attainment", _("달성률(%)"), "percent"),
    Column("due_on", _("목표 기한"), "day"),
)


@dataclass(frozen=True, slots=True)
class MonthOver:
    """What began and ended in the newest month that is over: for who may not see small numbers, who could
    subtract two stretches of thirty days that overlap."""

    month: Month
    used: Mapping[str, Use]

    @property
    def columns(self) -> tuple[Column, Column]:
        name = {"month": self.month.name}
        return Column("started", gettext("%(month)s 시작") % name), Column(
            "ended", gettext("%(month)s 끝") % name
        )

    def cells(self, code: str) -> tuple:
        """Both or neither: how many there were before and after the month tells one of the other."""
        use = self.used.get(code, Use())
        before = use.people - use.started + use.ended
        if any(map(is_small, (before, use.people, use.started, use.ended))):
            return HIDDEN, HIDDEN
        return use.started, use.ended


def month_over(day: date) -> MonthOver:
    """The newest one up to the end of `day`; that of today is not over before midnight."""
    month = Month.of(last_told_end(day))
    return MonthOver(month, service_days.used(month.last, month.last.day))


def first_month(day: date) -> date:
    """The month from which `by_month` tells: a year up to the day."""
    return Month.of(day).back(MONTHS - 1).first


def of_day(
    services: list[Service],
    used: Mapping[str, Use],
    goals: Mapping[str, Target],
    day: date,
    month: MonthOver | None,
) -> Grid:
    """Every service with its users at the end of `day`, and its target. With `month`, for who may not see
    small numbers, it tells what began and ended in that month, else in the days of `used`."""
    columns = (_PEOPLE, *(month.columns if month else _LATELY), *_AIMS)
    rows = tuple(
        _row(service, used.get(service.code, Use()), goals.get(service.code), month) for service in services
    )
    return Grid(
        "services", _("서비스별 이용자"), _("서비스"), columns, rows, "service_people", SOURCE, as_of=day
    )


def by_month(
    services: list[Service], months: list[tuple[date, dict[str, int]]], day: date, small_cells: bool
) -> Grid:
    """Users of each service at the ends of the last twelve months."""
    columns = tuple(Column(service.code, service.display_name) for service in services)
    rows = tuple(
        Row(
            end.isoformat(),
            kdate(end),
            tuple(_told(people.get(service.code, 0), small_cells) for service in services),
        )
        for end, people in months
    )
    title = _("달마다 이용자")
    return Grid("months", title, _("날짜"), columns, rows, "service_people", SOURCE, as_of=day)


def lines(months: Grid) -> dict[str, Sparkline]:
    """The year of each service as a small line; none where a month is kept back."""
    found = {}
    for place, column in enumerate(months.columns):
        series = [(date.fromisoformat(row.key), row.cells[place]) for row in months.rows]
        if all(number is not HIDDEN for _day, number in series):
            words = gettext("%(first)s %(from)s명에서 %(last)s %(to)s명까지") % {
                "first": kdate(series[0][0]),
                "from": intcomma0(series[0][1]),
                "last": kdate(series[-1][0]),
                "to": intcomma0(series[-1][1]),
            }
            found[column.key] = sparkline(series, text=words)
    return found


def _row(service: Service, use: Use, goal: Target | None, month: MonthOver | None) -> Row:
    people = _told(use.people, month is None)
    aim, due_on = (goal.people, goal.due_on) if goal else (None, None)
    attained = percent(use.people, aim)
    cells = (
        people,
        *(month.cells(service.code) if month else (use.started, use.ended)),
        aim,
        HIDDEN if people is HIDDEN and goal else attained,
        due_on,
    )
    return Row(service.code, service.display_name, cells)


def _told(number: int, small_cells: bool):
    return HIDDEN if is_small(number) and not small_cells else number
