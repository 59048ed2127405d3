"""Notices seen electronically and what that saved, as the public is told."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.utils.translation import get_language

from notices.queries import savings
from notices.queries.savings import Saving
from portal.common.small_cells import is_small
from portal.dashboards.public_figures import last_told_end
from portal.dashboards.savings.words import sentence_on_page

FRESH_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SeenMonths:
    """What the notices seen from `first` to `last`, the first days of months, saved: one month, or those
    that had too few to be told alone with the one that completed them."""

    first: date
    last: date
    saving: Saving


@dataclass(frozen=True, slots=True)
class SeenNotices:
    """Notices to named people seen electronically up to the end of `as_of`, a month that is over, and the
    assumptions in words."""

    as_of: date
    total: Saving
    months: list[SeenMonths]
    assumptions: list[str]


def read(day: date, district_code: str) -> SeenNotices | None:
    """Up to the last month that is over, counted at most every five minutes; None while too few were seen."""
    as_of = last_told_end(day)
    key = f"public-seen-notices-{district_code}-{as_of}-{get_language()}"
    found = cache.get_or_set(key, lambda: _read(as_of, district_code), FRESH_SECONDS)
    return found if found.months else None


def _read(as_of: date, district_code: str) -> SeenNotices:
    found = savings.read(as_of, district_code)
    months, total = told_months(found.by_month), Saving("total")
    for month in months:
        total.count(month.saving)
    assumptions = [sentence_on_page(used.assumption) for used in found.used]
    return SeenNotices(as_of, total, months, assumptions)


def told_months(months: list[Saving]) -> list[SeenMonths]:
    """A month with too few is told with those after it: neighbouring months give nobody away either."""
    told, waiting, first = [], Saving("waiting"), None
    for month in months:
        first = first or month.key
        waiting.count(month)
        if waiting.notices and not is_small(waiting.notices):
            told.append(SeenMonths(first, month.key, waiting))
            waiting, first = Saving("waiting"), None
    return told
