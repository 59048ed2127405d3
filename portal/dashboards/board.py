"""The dashboard of one district at the end of one day, put together from queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District, Target
from enrollment.queries import intake_flow, rates
from enrollment.queries.rates import Rate, Rates
from portal.common.moment import one_moment
from portal.dashboards import curve, growth, overview, pace
from portal.dashboards.curve import Curve
from portal.dashboards.overview import Overview
from portal.dashboards.pace import Pace
from portal.dashboards.public_figures import PublicRate, told_parts

STALE_AFTER = timedelta(days=400)
SORT_KEYS = {
    "name": lambda rate: rate.name,
    "enrolled": lambda rate: rate.enrolled_households or 0,
    "households": lambda rate: rate.households or 0,
    "rate": lambda rate: rate.rate_percent or Decimal(0),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard shows; no `curve` before intake opened, no `pace` without target or denominator.
    `intake_ends` are the last days with applications that are known today, whatever the day: before the
    newest rest that is over, and the newest of all.

    `by_dong` and `by_place` are `rates` as the reader may see them.
    """

    district: District
    day: date
    opened_on: date | None
    intake_ends: tuple[date | None, date | None]
    rates: Rates
    by_dong: list[PublicRate]
    by_place: list[PublicRate]
    target: Target | None
    pace: Pace | None
    curve: Curve | None
    overview: Overview

    @property
    def rate(self) -> Rate:
        return self.rates.district

    @property
    def hides_cells(self) -> bool:
        return any(part.is_hidden for part in (*self.by_dong, *self.by_place))

    @property
    def is_empty(self) -> bool:
        return not self.rate.enrolled_households

    @property
    def is_before_opening(self) -> bool:
        return self.opened_on is not None and self.day < self.opened_on

    @property
    def denominator_is_old(self) -> bool:
        denominator = self.rate.denominator
        return denominator is not None and self.day - denominator.counted_on > STALE_AFTER


def read(
    day: date,
    district_code: str,
    *,
    range_name: str = "all",
    step: str | None = None,
    tells_small: bool = True,
) -> Board | None:
    """Every figure of the dashboard from one moment; None when the district is not known yet.

    `tells_small`: the reader may see cells under five (`VIEW_SMALL_CELLS`).
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return _read(day, district, range_name, step, tells_small)


def _read(day: date, district: District, range_name: str, step: str | None, tells_small: bool) -> Board:
    found = rates.rates_on(day, district.code)
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    target = rates.current_target(day, district.code)
    drawn = grown = way = None
    if opened_on is not None and opened_on <= day:
        first = curve.first_day(range_name, opened_on, day)
        drawn = curve.read(first, day, district.code, district.display_name, step)
        grown = growth.read(day, opened_on, district.code)
        way = pace.read(found.district, target, grown)
    shown = _all if tells_small else told_parts
    return Board(
        district=district,
        day=day,
        opened_on=opened_on,
        intake_ends=intake_flow.last_days(timezone.localdate(), district.code),
        rates=found,
        by_dong=shown(found.by_dong),
        by_place=shown(found.by_place),
        target=target,
        pace=way,
        curve=drawn,
        overview=overview.read(found.district, way, grown, tells_small=tells_small),
    )


def _all(parts: list[Rate]) -> list[PublicRate]:
    return [PublicRate(rate) for rate in parts]


def sorted_dongs(dongs: list[PublicRate], key: str, descending: bool) -> list[PublicRate]:
    """Dongs by a column; equal ones, and those that are hidden, stay in the order of codes."""
    return sorted(dongs, key=SORT_KEYS[key], reverse=descending)


def notable_days(board: Board, today: date) -> list[tuple[str, date]]:
    """Days worth a link, oldest first: early marks of the intake, its last days, today."""
    days = []
    if board.opened_on:
        days = [
            (_("접수 첫날"), board.opened_on),
            (_("접수 45일째"), board.opened_on + timedelta(days=44)),
            (_("접수 1년째"), board.opened_on + timedelta(days=364)),
        ]
    labels = (_("쉬기 전 마지막 접수일"), _("마지막 접수일"))
    days += [(label, day) for label, day in zip(labels, board.intake_ends, strict=True) if day]
    if board.target and board.target.due_on < today:
        days.append((_("목표 기한"), board.target.due_on))
    days = [(label, day) for label, day in days if day < today]
    return [*sorted(days, key=lambda item: item[1]), (_("오늘"), today)]
