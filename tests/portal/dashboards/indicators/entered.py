"""Indicators and their values, as tests enter and read them."""

from datetime import date
from decimal import Decimal

from enrollment.models import District
from portal.dashboards.indicators import board, values
from portal.dashboards.models import Indicator, IndicatorValue
from tests.factories.rates import DISTRICT

URL, API = "/dashboard/indicators/", "/api/v1/dashboards/indicators/"
UPLOAD, PREVIEW = f"{URL}upload/", f"{URL}preview/"
TOLD_ON = date(2013, 9, 26)


def district() -> District:
    return District.objects.get(code=DISTRICT)


def indicator(code: str = "e_tax") -> Indicator:
    return Indicator.objects.get(code=code)


def enter(on: date, value: str, **changes) -> IndicatorValue:
    facts = {"indicator": indicator(), "source": "세무과 통계", "by": None, **changes}
    return values.enter(period_on=on, value=Decimal(value), **facts)


def shown(day: date = TOLD_ON) -> dict[str, board.Followed]:
    return {one.indicator.code: one for one in board.read(day, DISTRICT).followed}
