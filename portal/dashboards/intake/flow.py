"""Applications by month and place, from collection to entry, and by weekday and hour."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.queries.intake_flow import Came
from portal.common.share import tenths
from portal.common.small_cells import is_small
from portal.common.templatetags.korean import ENGLISH_WEEKDAYS, WEEKDAYS, english, kmonth
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.intake.query import Span
from portal.dashboards.intake.veil import months_without_small, with_sums_of_told, without_small
from portal.dashboards.overview.ledger import SOURCE

Flow = Mapping[tuple[date, str, str], Came]
APPLICATIONS = "applications"
_ALONE = (IntakePlace.ONLINE, IntakePlace.DOOR_TO_DOOR)
_COARSE = {place: (place,) for place in _ALONE} | {
    "elsewhere": tuple(place for place in IntakePlace if place not in _ALONE)
}
ONLINE_AT = [*IntakePlace].index(IntakePlace.ONLINE)
"""The first of all places and of those told to everybody."""


def total(flow: Flow, *methods: str) -> Came:
    """Everything that came, by `methods` only when some are named."""
    return sum((came for (*_k, method), came in flow.items() if method in methods or not methods), Came())


def has_small_month(flow: Flow, span: Span) -> bool:
    """Whether fewer than five came in one of the months, though some."""
    of_month: Counter[date] = Counter()
    for (month, *_how), came in flow.items():
        of_month[month] += came.applications
    return any(is_small(of_month[month]) for month in span.months)


def mean_days(came: Came) -> Decimal | None:
    """Days from collection to entry, one decimal; None of nothing."""
    if not came.applications:
        return None
    return tenths(Decimal(came.waited_days) / came.applications)


def by_month(flow: Flow, span: Span, small_cells: bool) -> Grid:
    """Months with what came by each place. Without `small_cells` places but the two great ones are one: a
    handful at one of them would keep the whole month back."""
    counted: Counter[tuple[date, str]] = Counter()
    for (month, place, _method), came in flow.items():
        counted[month, place] += came.applications
    groups = {place: (place,) for place in IntakePlace} if small_cells else _COARSE
    rows = tuple(
        _with_sum(
            f"{month:%Y-%m}",
            kmonth(month),
            [sum(counted[month, place] for place in places) for places in groups.values()],
        )
        for month in span.months
    )
    names = ((str(key), key.label if key in IntakePlace else _("그 밖의 접수처")) for key in groups)
    columns = (*(Column(key, label, APPLICATIONS) for key, label in names), _sum_column())
    grid = Grid(
        "months",
        _("달과 접수처별 신청"),
        _("들어온 달"),
        columns,
        rows,
        "intake_applications",
        SOURCE,
        as_of=span.day,
        total=sums(rows, len(columns)),
    )
    return grid if small_cells else months_without_small(grid)


def entry(flow: Flow, span: Span, by_place: Grid, small_cells: bool) -> Grid:
    """Paper forms by the month of their entry, and how many days they lay on average. Without `small_cells`
    only of months that `by_place` tells: what paper leaves of its sum came online and over other systems."""
    of_month = {month: Counter() for month in span.months}
    waited: Counter[date] = Counter()
    for (month, _place, method), came in flow.items():
        of_month[month][method] += came.applications
        waited[month] += came.waited_days if method == ApplicationMethod.PAPER else 0
    rows = tuple(
        _of_entry(month, Came(of[ApplicationMethod.PAPER], waited[month]))
        if small_cells or not (row.cells[ONLINE_AT] is HIDDEN or any(map(is_small, of.values())))
        else Row(row.key, row.label, (HIDDEN, HIDDEN))
        for (month, of), row in zip(of_month.items(), by_place.rows, strict=True)
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
        as_of=span.day,
        total=(whole.applications, mean_days(whole)),
    )
    return with_sums_of_told(grid)


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


def _of_entry(month: date, paper: Came) -> Row:
    return Row(f"{month:%Y-%m}", kmonth(month), (paper.applications, mean_days(paper)))


def sums(rows: tuple[Row, ...], width: int) -> tuple[int, ...]:
    """Every column of counts added up."""
    return tuple(sum(row.cells[at] for row in rows) for at in range(width))


def _sum_column() -> Column:
    return Column("total", _("합계"), APPLICATIONS)


def _with_sum(key: str, label: str, numbers: list[int]) -> Row:
    return Row(key, label, (*numbers, sum(numbers)))
