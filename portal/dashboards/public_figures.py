"""Figures anybody may see: small cells are not told, so that no household can be made out.

Under five households in a cell, only "fewer than five" is told. Where the total would tell what is hidden,
the next smallest is hidden with it (`portal.common.small_cells`). An empty cell tells of nobody and stays.

Parts of a district, its dongs and intake places, are told at the ends of months that are over, and nothing is
told that differs by one to four from what was told before (`portal.common.small_changes`): two neighbouring
days, or two files, tell nobody who joined between them. The whole district is told every day.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone

from enrollment.queries import monthly_rates
from enrollment.queries.monthly_rates import By, MonthEnd
from enrollment.queries.rates import Rate
from portal.common.month import Month
from portal.common.small_cells import hidden_parts, is_small
from portal.common.small_changes import hidden_over_time

KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class PublicRate:
    """A rate as the public sees it; `is_hidden`: neither households nor rate are told."""

    rate: Rate
    is_hidden: bool = False

    @property
    def group(self) -> str:
        return self.rate.group

    @property
    def name(self) -> str:
        return self.rate.name

    @property
    def enrolled_households(self) -> int | None:
        return None if self.is_hidden else self.rate.enrolled_households

    @property
    def households(self) -> int | None:
        return self.rate.households

    @property
    def rate_percent(self) -> Decimal | None:
        return None if self.is_hidden else self.rate.rate_percent

    def as_record(self) -> dict:
        """The keys of `Rate.as_record`; what is hidden is None."""
        record = self.rate.as_record()
        if self.is_hidden:
            record |= {"enrolled_households": None, "rate_percent": None}
        return record


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """A district and its parts at the end of a month, with what stays unsaid hidden."""

    month: MonthEnd
    hidden: list[bool]

    @property
    def day(self) -> date:
        return self.month.day

    @property
    def district(self) -> PublicRate:
        return told_alone(self.month.district)

    @property
    def parts(self) -> list[PublicRate]:
        return [
            PublicRate(rate, is_hidden) for rate, is_hidden in zip(self.month.parts, self.hidden, strict=True)
        ]

    @property
    def is_told(self) -> bool:
        """Whether any part is; in a month in which hardly anything changed none is."""
        return not all(self.hidden)


def told_parts(parts: Sequence[Rate]) -> list[PublicRate]:
    """Parts of one day whose whole is told too, for readers in the office who may see no small cells."""
    hidden = hidden_parts([rate.enrolled_households for rate in parts])
    return [PublicRate(rate, is_hidden) for rate, is_hidden in zip(parts, hidden, strict=True)]


def told_alone(rate: Rate) -> PublicRate:
    """A rate that is part of no table."""
    return PublicRate(rate, is_small(rate.enrolled_households))


def told_months(months: Sequence[MonthEnd]) -> list[PublicMonth]:
    """Months from the first on, oldest first; what is told of a month never depends on later ones."""
    hidden = _hidden([month.held for month in months])
    return [PublicMonth(month, unsaid) for month, unsaid in zip(months, hidden, strict=True)]


def _hidden(numbers: list[tuple[int, ...]]) -> list[list[bool]]:
    """Follows from the numbers alone, so what was worked out for the same numbers holds: every month is
    compared with all before it, which after many years would take longer than the rest of a page."""
    digest = sha256(json.dumps(numbers).encode()).hexdigest()
    return cache.get_or_set(f"hidden-over-time-{digest}", lambda: hidden_over_time(numbers), KEPT_SECONDS)


def read_months(day: date, district_code: str, by: By) -> list[PublicMonth]:
    """The months that are over, up to the end of `day`. Raises District.DoesNotExist for an unknown one."""
    return told_months(monthly_rates.read(last_told_end(day), district_code, by))


def last_told_end(day: date) -> date:
    """The end of the last month up to `day` that is over: that of today is not before midnight."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return Month.over_by(min(day, yesterday)).last


def newest_told(months: Sequence[PublicMonth]) -> PublicMonth | None:
    """The last month of which any part is told."""
    return next((month for month in reversed(months) if month.is_told), None)
