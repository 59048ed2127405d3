"""Applications by month and place, from collection to entry, and by weekday and hour."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.queries.intake_flow import Came
from portal.common.share import TENTH
from portal.common.templatetags.korean import ENGLISH_WEEKDAYS, WEEKDAYS, english
from portal.dashboards.grid import Column, Grid, Row
from portal.dashboards.intake.veil import without_small, without_small_counts

Flow = Mapping[tuple[date, str, str], Came]
SOURCE = gettext_lazy("이 포털의 신청 기록")
APPLICATIONS = "applications"


def total(flow: Flow, *methods: str) -> Came:
    """Everything that came, by `methods` only when some are named."""
    return sum((came for (*_k, method), came in flow.items() if method in methods or not methods), Came())


def mean_days(came: Came) -> Decimal | None:
    """Days from collection to entry, one decimal; None of nothing."""
    if not came.applications:
        return None
    return (Decimal(came.waited_days) / came.applications).quantize(TENTH, rounding=ROUND_HALF_UP)


def by_month(flow: Flow, months: list[date], day: date, small_cells: bool) -> Grid:
    """Months with what came by each place; the last one up to the end of `day`."""
    places = list(IntakePlace)
    counted: Counter[tuple[date, str]] = Counter()
    for (month, place, _method), came in flow.items():
        counted[month, place] += came.applications
    rows = tuple(
        _with_sum(f"{month:%Y-%m}", month_label(month), [counted[month, place.value] for place in places])
        for month in months
    )
    columns = (*(Column(place.value, place.label, APPLICATIONS) for place in places), _sum_column())
    grid = Grid(
        "months",
        _("달과 접수처별 신청"),
        _("들어온 달"),
        columns,
        rows,
        "intake_applications",
        SOURCE,
        as_of=day,
        total=sums(rows, len(columns)),
    )
    return grid if small_cells else without_small(grid)


def entry(flow: Flow, months: list[date], day: date, small_cells: bool) -> Grid:
    """Paper forms by the month of their entry, and how many days they lay on average."""
    of_month = {month: [Came(), Came()] for month in months}
    for (month, _place, method), came in flow.items():
        of_month[month][method != ApplicationMethod.PAPER] += came
    rows = tuple(
        Row(f"{month:%Y-%m}", month_label(month), (paper.applications, mean_days(paper)))
        for month, (paper, _others) in of_month.items()
    )
    columns = (
        Column("forms", _("입력한 신청서"), APPLICATIONS),
        Column("days", _("받은 날부터 입력까지(일)"), "days"),
    )
    whole = total(flow, ApplicationMethod.PAPER)
    grid = Grid(
        "entry",
        _("받은 날부터 입력까지"),
        _("입력한 달"),
        columns,
        rows,
        "days_to_entry",
        SOURCE,
        as_of=day,
        total=(whole.applications, mean_days(whole)),
    )
    # The table by place tells all applications of a month: with those on paper, the others are told as well.
    beside = [[paper.applications, others.applications] for paper, others in of_month.values()]
    return grid if small_cells else without_small_counts(grid, beside)


def clock(counted: Mapping[tuple[int, int], int], day: date, small_cells: bool) -> Grid:
    """Hours from the first to the last at which something came, by weekday."""
    hours = [hour for (_weekday, hour), number in counted.items() if number]
    rows = tuple(
        _with_sum(
            str(hour),
            _("%(hour)s시") % {"hour": hour},
            [counted.get((weekday, hour), 0) for weekday in range(1, 8)],
        )
        for hour in range(min(hours, default=0), max(hours, default=-1) + 1)
    )
    weekdays = ENGLISH_WEEKDAYS if english() else WEEKDAYS
    columns = (
        *(Column(str(at), name, APPLICATIONS) for at, name in enumerate(weekdays, start=1)),
        _sum_column(),
    )
    grid = Grid(
        "clock",
        _("요일과 시각별 신청"),
        _("시각"),
        columns,
        rows,
        "intake_clock",
        SOURCE,
        as_of=day,
        total=sums(rows, len(columns)),
    )
    return grid if small_cells else without_small(grid)


def month_label(month: date) -> str:
    return _("%(year)s년 %(month)s월") % {"year": month.year, "month": month.month}


def sums(rows: tuple[Row, ...], width: int) -> tuple[int, ...]:
    """Every column of counts added up."""
    return tuple(sum(row.cells[at] for row in rows) for at in range(width))


def _sum_column() -> Column:
    return Column("total", _("합계"), APPLICATIONS)


def _with_sum(key: str, label: str, numbers: list[int]) -> Row:
    return Row(key, label, (*numbers, sum(numbers)))
