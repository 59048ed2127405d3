"""The figures above the tables of savings, and those of the forecast."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from notices.queries.savings import Savings
from portal.common.share import hundredths
from portal.common.templatetags.korean import intcomma0
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.hidden import WORD
from portal.dashboards.savings.forecast import Forecast
from portal.dashboards.savings.veil import FORECAST_TOTAL, TOTAL
from portal.dashboards.savings.words import SOURCE


def figures(savings: Savings, forecast: Forecast, unsaid: Collection[str] = ()) -> dict[str, Figure]:
    """By rule, without the sums that stay `unsaid`."""
    total, seen = savings.total, savings.total.notices
    of = {"source": str(SOURCE), "as_of": savings.as_of}
    if TOTAL in unsaid:
        hours = days = per_dong = won = None
        note = str(WORD)
    else:
        hours, days, won = hundredths(total.hours), hundredths(total.person_days), total.won
        per_dong, note = hundredths(savings.person_days_per_dong), ""
    found = [
        Figure("saved_hours", hours, Unit.HOURS, note=note, numerator=None if note else seen, **of),
        Figure("saved_person_days", days, Unit.DAYS, note=note, **of),
        Figure("saved_person_days_per_dong", per_dong, Unit.DAYS, note=note, **of),
        Figure("saved_won", won, Unit.WON, note=note or _won_note(savings), **of),
        Figure("notices_seen", None if note else seen, Unit.MESSAGES, note=note, **of),
        *_forecast(savings, forecast, unsaid),
    ]
    return {figure.rule_code: figure for figure in found}


def _won_note(savings: Savings) -> str:
    words = {"print": intcomma0(savings.total.print_won), "postage": intcomma0(savings.total.postage_won)}
    return _("인쇄 %(print)s원, 우편 %(postage)s원") % words


def _forecast(savings: Savings, forecast: Forecast, unsaid: Collection[str]) -> list[Figure]:
    of = {"source": _("이 포털의 통지 기록과 절감 가정"), "as_of": savings.as_of}
    total = forecast.total
    if not forecast.can_be_told:
        note = _("바탕이 될 통지 없음")
    elif FORECAST_TOTAL in unsaid:
        note = str(WORD)
    else:
        note = ""
    per_dong = total.person_days / savings.dongs if savings.dongs else None

    def figure(code: str, value, unit: Unit) -> Figure:
        return Figure(code, None if note else value, unit, note=note, **of)

    return [
        figure("forecast_rounds", forecast.rounds, Unit.CAMPAIGNS),
        figure("forecast_hours", hundredths(total.hours), Unit.HOURS),
        figure("forecast_person_days", hundredths(total.person_days), Unit.DAYS),
        figure("forecast_person_days_per_dong", hundredths(per_dong), Unit.DAYS),
        figure("forecast_won", total.won, Unit.WON),
    ]
