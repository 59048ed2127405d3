"""One neighbourhood at the end of two days, and which of several may be told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from enrollment.queries.rates import Rate
from portal.common.share import tenths
from portal.common.small_cells import hidden_parts, is_small

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A tong or ban: enrolled households at the end of two days. Of what `is_hidden` neither is told."""

    key: str
    name: str
    before: int
    now: int
    has_leader: bool | None = None
    is_hidden: bool = False

    @property
    def gained(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Area:
    """A dong, or the whole district: its rate at the end of two days, and its tong leaders on the later.

    What it tells is None where there is no denominator, no leader, or where it `is_hidden`.
    """

    earlier: Rate
    later: Rate
    leaders: int
    target_rate: Decimal | None = None
    is_hidden: bool = False

    @property
    def code(self) -> str:
        return self.later.group

    @property
    def name(self) -> str:
        return self.later.name

    @property
    def before(self) -> int | None:
        return None if self.is_hidden else self.earlier.enrolled_households

    @property
    def now(self) -> int | None:
        return None if self.is_hidden else self.later.enrolled_households

    @property
    def households(self) -> int | None:
        return self.later.households

    @property
    def rate(self) -> Decimal | None:
        return None if self.is_hidden else self.later.rate_percent

    @property
    def rate_before(self) -> Decimal | None:
        return None if self.is_hidden else self.earlier.rate_percent

    @property
    def gained(self) -> int | None:
        return None if self.is_hidden else self.later.enrolled_households - self.earlier.enrolled_households

    @property
    def points(self) -> Decimal | None:
        """Percent points gained, of the exact rates."""
        if self.is_hidden or not self.later.households or not self.earlier.households:
            return None
        shares = [
            Decimal(rate.enrolled_households) * 100 / Decimal(rate.households)
            for rate in (self.later, self.earlier)
        ]
        # Adding nothing makes nought of what is rounded to minus nought.
        return tenths(shares[0] - shares[1]) + 0

    @property
    def left(self) -> int | None:
        """Households not enrolled. A register older than the enrollment may count fewer than enrolled."""
        if self.is_hidden or self.households is None:
            return None
        return max(0, self.households - self.later.enrolled_households)

    @property
    def left_per_leader(self) -> int | None:
        if self.left is None or not self.leaders:
            return None
        return int((Decimal(self.left) / self.leaders).quantize(ONE, rounding=ROUND_HALF_UP))


def told_areas(areas: Sequence[Area]) -> list[Area]:
    """With small cells hidden, on both days alike; the whole of the areas is told."""
    hidden = _hidden([(area.earlier.enrolled_households, area.later.enrolled_households) for area in areas])
    return [replace(area, is_hidden=at) for area, at in zip(areas, hidden, strict=True)]


def told_parts(parts: Sequence[Part], *, whole_is_hidden: bool) -> list[Part]:
    """With small cells hidden, on both days alike; all of them where their whole is."""
    hidden = _hidden([(part.before, part.now) for part in parts])
    return [replace(part, is_hidden=whole_is_hidden or at) for part, at in zip(parts, hidden, strict=True)]


def told_whole(area: Area) -> Area:
    """A whole that is part of no table."""
    return replace(
        area, is_hidden=any(is_small(rate.enrolled_households) for rate in (area.earlier, area.later))
    )


def _hidden(numbers: Sequence[tuple[int, int]]) -> list[bool]:
    """What is hidden on one day stays hidden on the other: else the two would tell it between them."""
    days = [hidden_parts([pair[at] for pair in numbers]) for at in (0, 1)]
    return [any(pair) for pair in zip(*days, strict=True)]
