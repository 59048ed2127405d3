"""How fast households come, and how fast they would have to come to reach the target in time."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from enrollment.models import Target
from enrollment.queries import rates
from enrollment.queries.rates import TENTH, Rate

WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Pace:
    """The way to a target from where a rate stands; the actual pace is that of the last `recent_days`."""

    target: Target
    target_households: int
    enrolled: int
    as_of: date
    recent: int
    recent_days: int

    @property
    def attainment_percent(self) -> Decimal:
        """Enrolled households of the households the target asks for, percent with one decimal."""
        share = Decimal(self.enrolled) * 100 / self.target_households
        return share.quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def missing(self) -> int:
        return max(0, self.target_households - self.enrolled)

    @property
    def is_reached(self) -> bool:
        return self.missing == 0

    @property
    def days_left(self) -> int:
        """Days after `as_of` up to and with the due day; 0 once it has passed."""
        return max(0, (self.target.due_on - self.as_of).days)

    @property
    def needed_per_day(self) -> int | None:
        """Whole households a day from now on; None when no day is left."""
        return math.ceil(self.missing / self.days_left) if self.days_left else None

    @property
    def actual_per_day(self) -> Decimal:
        return (Decimal(self.recent) / self.recent_days).quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def is_fast_enough(self) -> bool:
        return self.needed_per_day is not None and self.actual_per_day >= self.needed_per_day

    @property
    def projected_on(self) -> date | None:
        """The day the target is reached at this pace; None when that takes more than ten years."""
        if self.is_reached or self.recent <= 0:
            return None
        days = math.ceil(self.missing * self.recent_days / self.recent)
        return self.as_of + timedelta(days=days) if days <= 3653 else None


def read(rate: Rate, target: Target | None, opened_on: date, district_code: str) -> Pace | None:
    """The pace at a rate's day, None without a target or a denominator."""
    if target is None or not rate.households:
        return None
    since = max(opened_on - timedelta(days=1), rate.as_of - WINDOW)
    days = max(1, (rate.as_of - since).days)
    before = rates.daily_totals(since, since, district_code)[0][1]
    return Pace(
        target=target,
        target_households=math.ceil(target.rate_percent * rate.households / 100),
        enrolled=rate.enrolled_households,
        as_of=rate.as_of,
        recent=rate.enrolled_households - before,
        recent_days=days,
    )
