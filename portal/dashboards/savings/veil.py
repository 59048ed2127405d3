"""What of savings stays unsaid for readers without the right to small numbers.

The whole district is told of any period; a table of its parts is told where none of them is few, from the
beginning up to the day, whichever period is asked for. So no two tables, periods or pages differ by a few
people of one kind, round or dong. See decision 21.
"""

from collections import Counter
from collections.abc import Iterable

from notices.queries.savings import Savings
from portal.common.small_cells import is_small
from portal.dashboards.savings.forecast import Forecast

TOTAL, FORECAST, FORECAST_TOTAL = "total", "forecast", "forecast_total"


def unsaid(savings: Savings, history: Savings, forecast: Forecast) -> frozenset[str]:
    """Names of tables and sums. `history` is what was saved from the beginning up to the same day."""
    begins_later = savings.since is not None
    in_years, years = Counter(), Counter()
    for part in history.by_half:
        half, kind = part.key
        in_years[half.year, kind.pk] += part.notices
        years[half.year] += part.notices
    found = {
        "months": _any_few(part.notices for part in history.by_month),
        "halves": _any_few(part.notices for part in history.by_half),
        # A period begins with a year.
        "kinds": _any_few(in_years.values()),
        TOTAL: is_small(savings.total.notices) or (begins_later and _any_few(years.values())),
        # Of these nothing is known by year.
        "dongs": begins_later or _any_few(part.notices for part in history.by_dong),
        "rounds": begins_later or _any_few(part.notices for part in history.by_round),
        FORECAST: _any_few(row.seen for row in forecast.rows),
        FORECAST_TOTAL: is_small(forecast.total.notices),
    }
    return frozenset(name for name, is_unsaid in found.items() if is_unsaid)


def tells_grounds(savings: Savings) -> bool:
    """Whether what the sum is made of may be told: counted from the beginning, and none of it few."""
    carried_or_open = (savings.on_paper, savings.open, savings.sent - savings.total.notices)
    used = (used.notices for used in savings.used)
    parts = (savings.total.notices, savings.unassumed, *carried_or_open, *used)
    return savings.since is None and not _any_few(parts)


def _any_few(numbers: Iterable[int]) -> bool:
    return any(is_small(number) for number in numbers)
