"""The dashboard of one district at the end of one day, put together from queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from enrollment.models import District
from enrollment.queries import rates
from enrollment.queries.rates import TENTH, Rate, Rates
from portal.common.moment import one_moment
from portal.dashboards import curve, pace
from portal.dashboards.curve import Curve
from portal.dashboards.pace import Pace

STALE_AFTER = timedelta(days=400)
SORT_KEYS = {
    "name": lambda rate: rate.name,
    "enrolled": lambda rate: rate.enrolled_households,
    "households": lambda rate: rate.households or 0,
    "rate": lambda rate: rate.rate_percent or Decimal(0),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard shows; no `curve` before intake opened, no `pace` without target or denominator."""

    district: District
    day: date
    opened_on: date | None
    last_enrolled_on: date | None
    rates: Rates
    target: object | None
    pace: Pace | None
    curve: Curve | None

    @property
    def rate(self) -> Rate:
        return self.rates.district

    @property
    def is_empty(self) -> bool:
        return not self.rate.enrolled_households

    @property
    def quiet_since(self) -> date | None:
        """The last enrollment, when it lies so far back that nothing of today's work shows."""
        return self.last_enrolled_on if rates.is_long_ago(self.last_enrolled_on, self.day) else None

    @property
    def is_before_opening(self) -> bool:
        return self.opened_on is not None and self.day < self.opened_on

    @property
    def denominator_is_old(self) -> bool:
        denominator = self.rate.denominator
        return denominator is not None and self.day - denominator.counted_on > STALE_AFTER


def read(day: date, district_code: str, *, range_name: str = "all", step: str | None = None) -> Board | None:
    """Every figure of the dashboard from one moment; None when the district is not known yet."""
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return _read(day, district, range_name, step)


def _read(day: date, district: District, range_name: str, step: str | None) -> Board:
    found = rates.rates_on(day, district.code)
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    target = rates.current_target(day, district.code)
    has_begun = opened_on is not None and opened_on <= day
    drawn = None
    if has_begun:
        first = curve.first_day(range_name, opened_on, day)
        drawn = curve.read(first, day, district.code, district.display_name, step)
    return Board(
        district=district,
        day=day,
        opened_on=opened_on,
        last_enrolled_on=rates.last_enrolled_on(day, district.code),
        rates=found,
        target=target,
        pace=pace.read(found.district, target, opened_on, district.code) if has_begun else None,
        curve=drawn,
    )


def sorted_dongs(dongs: list[Rate], key: str, descending: bool) -> list[Rate]:
    """Dongs by a column; equal ones stay in the order of codes."""
    return sorted(dongs, key=SORT_KEYS[key], reverse=descending)


def share_percent(part: int, whole: int) -> Decimal | None:
    """A share of the enrolled households, percent with one decimal; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(TENTH, rounding=ROUND_HALF_UP)


def notable_days(board: Board, today: date) -> list[tuple[str, date]]:
    """Days worth a link, oldest first: early marks of the intake, the last enrollment, today."""
    days = []
    if board.opened_on:
        days = [
            (_("접수 첫날"), board.opened_on),
            (_("접수 45일째"), board.opened_on + timedelta(days=44)),
            (_("접수 1년째"), board.opened_on + timedelta(days=364)),
        ]
    if board.last_enrolled_on:
        days.append((_("마지막 접수일"), board.last_enrolled_on))
    if board.target and board.target.due_on < today:
        days.append((_("목표 기한"), board.target.due_on))
    days = [(label, day) for label, day in days if day < today]
    return [*sorted(days, key=lambda item: item[1]), (_("오늘"), today)]
