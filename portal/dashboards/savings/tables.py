"""The tables of savings: for the page, its files and other systems."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import District
from notices.queries.savings import Saving, Savings
from portal.common.share import hundredths
from portal.common.templatetags.korean import kperiod
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.savings import words
from portal.dashboards.savings.forecast import Expected, Forecast
from portal.dashboards.savings.veil import FORECAST, FORECAST_TOTAL, TOTAL
from portal.dashboards.tables import Table, of_grid

_OF_SAVING = (
    Column("notices", gettext_lazy("열람한 통지"), "messages"),
    Column("hours", gettext_lazy("절감한 시간"), "hours"),
    Column("person_days", gettext_lazy("하루 8시간 기준(일)"), "days"),
    Column("print_won", gettext_lazy("인쇄비(원)"), "won"),
    Column("postage_won", gettext_lazy("우편료(원)"), "won"),
    Column("won", gettext_lazy("절감액(원)"), "won"),
)
_FORECAST = (
    Column("rounds", gettext_lazy("예상 회차"), "campaigns"),
    Column("notices", gettext_lazy("예상 열람"), "messages"),
    *_OF_SAVING[1:],
)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One way to part the savings."""

    name: str
    title: Promise
    heading: Promise
    parts: Callable[[Savings], list[Saving]]
    label: Callable[[Saving], str]


_CUTS = (
    _Cut(
        "months",
        gettext_lazy("월별 절감"),
        gettext_lazy("열람한 달"),
        lambda savings: savings.by_month,
        words.month_name,
    ),
    _Cut(
        "halves",
        gettext_lazy("반기별, 종류별 절감"),
        gettext_lazy("열람한 반기와 통지 종류"),
        lambda savings: savings.by_half,
        words.half_and_kind,
    ),
    _Cut(
        "kinds",
        gettext_lazy("통지 종류별 절감"),
        gettext_lazy("통지 종류"),
        lambda savings: savings.by_kind,
        words.kind_name,
    ),
    _Cut(
        "dongs",
        gettext_lazy("동별 절감"),
        gettext_lazy("행정동"),
        lambda savings: savings.by_dong,
        words.dong_name,
    ),
    _Cut(
        "rounds",
        gettext_lazy("회차별 절감"),
        gettext_lazy("회차"),
        lambda savings: savings.by_round,
        words.round_name,
    ),
)


def read(savings: Savings, forecast: Forecast, unsaid: Collection[str] = ()) -> dict[str, Grid]:
    """By name, in the order of the page; of those that stay `unsaid` the names of the parts alone."""
    grids = [_grid(cut, savings, unsaid) for cut in _CUTS]
    return {grid.name: grid for grid in (*grids, _of_forecast(forecast, savings, unsaid))}


def _grid(cut: _Cut, savings: Savings, unsaid: Collection[str]) -> Grid:
    is_hidden = cut.name in unsaid
    rows = (Row(_key(part), cut.label(part), _cells(part, is_hidden)) for part in cut.parts(savings))
    return Grid(
        name=cut.name,
        title=cut.title,
        heading=cut.heading,
        columns=_OF_SAVING,
        rows=tuple(rows),
        rule_code="saved_by_group",
        source=words.SOURCE,
        as_of=savings.as_of,
        total=_cells(savings.total, TOTAL in unsaid),
    )


def as_file(grid: Grid, savings: Savings, district: District, *, tells_grounds: bool) -> Table:
    """A table with its period and the assumptions it rests on."""
    made = of_grid(grid, district)
    facts = [(_("시작일"), savings.since)] if savings.since else []
    assumptions = [(_("가정"), words.sentence(used.assumption)) for used in savings.used]
    if savings.unassumed and tells_grounds:
        assumptions.append((_("가정이 없어 빠진 통지"), savings.unassumed))
    return replace(made, meta=[made.meta[0], *facts, *made.meta[1:-1], *assumptions, made.meta[-1]])


def _of_forecast(forecast: Forecast, savings: Savings, unsaid: Collection[str]) -> Grid:
    rows, is_hidden = forecast.rows, FORECAST in unsaid
    whole = (forecast.rounds, *_cells(forecast.total, FORECAST_TOTAL in unsaid))
    return Grid(
        name=FORECAST,
        title=gettext_lazy("종류별 예상 절감"),
        heading=gettext_lazy("통지 종류와 바탕이 된 기간"),
        columns=_FORECAST,
        rows=tuple(
            Row(row.kind.code, _expected_name(row), (row.rounds, *_expected_cells(row, is_hidden)))
            for row in rows
        ),
        rule_code="forecast_by_kind",
        source=words.SOURCE,
        as_of=savings.as_of,
        total=whole if rows else None,
    )


def _expected_name(row: Expected) -> str:
    return _("%(kind)s, %(basis)s (%(period)s)") % {
        "kind": row.kind,
        "basis": row.basis.label,
        "period": kperiod(row.first, row.last),
    }


def _expected_cells(row: Expected, is_hidden: bool) -> tuple:
    if row.saving:
        return _cells(row.saving, is_hidden)
    seen = HIDDEN if is_hidden else row.seen
    return (seen, *[None] * (len(_OF_SAVING) - 1))


def _cells(part: Saving, is_hidden: bool) -> tuple:
    if is_hidden:
        return (HIDDEN,) * len(_OF_SAVING)
    time = hundredths(part.hours), hundredths(part.person_days)
    return part.notices, *time, part.print_won, part.postage_won, part.won


def _key(part: Saving) -> str:
    """How other systems know the group."""
    key = part.key
    if isinstance(key, tuple):
        return f"{key[0]:%Y-%m} {key[1].code}"
    if hasattr(key, "strftime"):
        return f"{key:%Y-%m}"
    return "" if key is None else str(getattr(key, "code", None) or key.pk)
