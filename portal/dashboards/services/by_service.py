"""People of each service at the end of a day, and month by month."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.models import Service, Target
from enrollment.queries.service_days import Use
from portal.common.month import Month
from portal.common.share import percent
from portal.common.small_cells import is_small
from portal.common.templatetags.korean import intcomma0, kdate
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.sparkline import Sparkline, sparkline

LATELY = 30
"""Days up to the day asked for, of which beginnings and ends are told."""
MONTHS = 12
SOURCE = _("이 포털의 가입 기간 기록")
_COLUMNS = (
    Column("people", _("이용자")),
    Column("started", _("30일 동안 시작")),
    Column("ended", _("30일 동안 끝")),
    Column("target", _("목표")),
    Column("attainment", _("달성률(%)"), "percent"),
    Column("due_on", _("목표 기한"), "day"),
)


def first_month(day: date) -> date:
    """The month from which `by_month` tells: a year up to the day."""
    return Month.of(day).back(MONTHS - 1).first


def of_day(
    services: list[Service],
    used: Mapping[str, Use],
    goals: Mapping[str, Target],
    day: date,
    small_cells: bool,
) -> Grid:
    """Every service with its users at the end of `day`, and its target."""
    rows = tuple(
        _row(service, used.get(service.code, Use()), goals.get(service.code), small_cells)
        for service in services
    )
    return Grid(
        "services", _("서비스별 이용자"), _("서비스"), _COLUMNS, rows, "service_people", SOURCE, as_of=day
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


def _row(service: Service, use: Use, goal: Target | None, small_cells: bool) -> Row:
    people = _told(use.people, small_cells)
    aim, due_on = (goal.people, goal.due_on) if goal else (None, None)
    attained = percent(use.people, aim)
    cells = (
        people,
        _told(use.started, small_cells),
        _told(use.ended, small_cells),
        aim,
        HIDDEN if people is HIDDEN and goal else attained,
        due_on,
    )
    return Row(service.code, service.display_name, cells)


def _told(number: int, small_cells: bool):
    return HIDDEN if is_small(number) and not small_cells else number
