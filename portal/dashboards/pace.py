"""How fast households come, and how fast they would have to come to reach the target in time.

Per working day, as doors are knocked on, and per month of 365/12 days.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from enrollment.models import Target
from enrollment.queries.rates import Rate
from notices.queries.working_days import working_days_between
from portal.common.share import TENTH, percent, tenths
from portal.dashboards import projection
from portal.dashboards.growth import WEEKS, Growth
from portal.dashboards.projection import Projection

WINDOW = timedelta(weeks=WEEKS)
MONTH = Fraction(365, 12)


@dataclass(frozen=True, slots=True)
class Pace:
    """The way to a target from where a rate stands; the actual pace is that of the last `recent_days`."""

    target: Target
    target_households: int
    enrolled: int
    as_of: date
    recent: int
    recent_days: int
    recent_working_days: int
    working_days_left: int
    weekly: tuple[int, ...] = ()

    @property
    def attainment_percent(self) -> Decimal:
        """Enrolled households of the households the target asks for, percent with one decimal."""
        return percent(self.enrolled, self.target_households)

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
    def needed_per_working_day(self) -> Decimal | None:
        """From now on, one decimal, rounded up so that it is enough; None when no working day is left.

        Whole households would ask too much of a small dong beside its actual pace."""
        if not self.working_days_left:
            return None
        return (Decimal(self.missing) / self.working_days_left).quantize(TENTH, rounding=ROUND_CEILING)

    @property
    def needed_per_month(self) -> int | None:
        """Whole households from now on; None when less than a month is left."""
        return math.ceil(self.missing * MONTH / self.days_left) if self.days_left >= MONTH else None

    @property
    def actual_per_working_day(self) -> Decimal | None:
        """None before the first working day."""
        return tenths(Decimal(self.recent) / self.recent_working_days) if self.recent_working_days else None

    @property
    def actual_per_month(self) -> int:
        return round(self.recent * MONTH / self.recent_days)

    @property
    def projection(self) -> Projection | None:
        """When the target is reached at this pace; None once it is."""
        if self.is_reached:
            return None
        return projection.read(
            self.missing, self.as_of, recent=self.recent, recent_days=self.recent_days, weekly=self.weekly
        )


def read(rate: Rate, target: Target | None, growth: Growth) -> Pace | None:
    """The pace at a rate's day, None without a target or a denominator."""
    goal = goal_of(target, rate)
    if goal is None:
        return None
    recent_working_days, working_days_left = working_days_between(
        [(growth.since, rate.as_of), (rate.as_of, target.due_on)]
    )
    return Pace(
        target=target,
        target_households=goal,
        enrolled=rate.enrolled_households,
        as_of=rate.as_of,
        recent=growth.recent,
        recent_days=growth.recent_days,
        recent_working_days=recent_working_days,
        working_days_left=working_days_left,
        weekly=growth.weekly,
    )


def goal_of(target: Target | None, rate: Rate) -> int | None:
    """Households a target asks for, rounded up; None without a target or a denominator."""
    if target is None or not rate.households:
        return None
    return math.ceil(target.rate_percent * rate.households / 100)
