"""Figures anybody may see: small cells are not told, so that no household can be made out.

Under five households in a cell, only "fewer than five" is told. Where the total would tell what is hidden,
the next smallest is hidden with it (`portal.common.small_cells`). An empty cell tells of nobody and stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from enrollment.queries.rates import Rate, Rates
from portal.common.small_cells import hidden_parts, is_small


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
class PublicRates:
    """`Rates` with small cells hidden."""

    district: PublicRate
    by_dong: list[PublicRate]
    by_place: list[PublicRate]


def told(rates: Rates) -> PublicRates:
    """The public side of a district's rates."""
    return PublicRates(
        district=told_alone(rates.district),
        by_dong=told_parts(rates.by_dong),
        by_place=told_parts(rates.by_place),
    )


def told_parts(parts: Sequence[Rate]) -> list[PublicRate]:
    """Parts whose whole is told too."""
    hidden = hidden_parts([rate.enrolled_households for rate in parts])
    return [PublicRate(rate, is_hidden) for rate, is_hidden in zip(parts, hidden, strict=True)]


def told_alone(rate: Rate) -> PublicRate:
    """A rate that is part of no table."""
    return PublicRate(rate, is_small(rate.enrolled_households))
