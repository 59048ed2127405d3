"""When a target is reached if households go on coming as they did in the last weeks, and how sure that is."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, stdev

FARTHEST = timedelta(days=3653)
"""Nobody believes a projection of more than ten years."""
FEWEST_WEEKS = 3
# Student's t by degrees of freedom: nine in ten lie below, so that eight in ten lie between minus and plus.
_T_90 = {2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415}


@dataclass(frozen=True, slots=True)
class Projection:
    """Eight times in ten the day lies from `earliest` to `latest`.

    None is a day more than ten years away, or none at all. Without `has_range` there were too few weeks to
    tell how far they spread.
    """

    on: date | None
    earliest: date | None = None
    latest: date | None = None
    has_range: bool = False


def read(missing: int, as_of: date, *, recent: int, recent_days: int, weekly: tuple[int, ...]) -> Projection:
    """The day `missing` more households have come, each coming week being as one of `weekly` by chance."""
    on = _after(as_of, missing * recent_days / recent) if recent > 0 else None
    if len(weekly) < FEWEST_WEEKS:
        return Projection(on)
    earliest, latest = _weeks(missing, weekly)
    return Projection(
        on, _after(as_of, earliest and earliest * 7), _after(as_of, latest and latest * 7), True
    )


def _weeks(missing: int, weekly: tuple[int, ...]) -> tuple[float | None, float | None]:
    """The weeks w at which the limits of prediction, m w ± k √(w + w²/n), reach what is missing.

    m and s are mean and standard deviation of n weeks and k = t s; w weeks to come vary by s² w, and the mean
    itself is known by s²/n. Squared, both limits are the roots of one equation.
    """
    m, n = mean(weekly), len(weekly)
    k2 = (_T_90[n - 1] * stdev(weekly)) ** 2
    a, b, c = m * m - k2 / n, 2 * missing * m + k2, missing * missing
    if (inner := b * b - 4 * a * c) < 0:
        return None, None  # households go, so surely that not even the upper limit gets there
    root = math.sqrt(inner)
    if a > 0 and m > 0:
        return (b - root) / (2 * a), (b + root) / (2 * a)
    # The weeks do not even tell whether households come or go: there may never be a last day.
    early = 2 * c / (b + root) if b + root > 0 else None
    return early, None


def _after(as_of: date, days: float | None) -> date | None:
    if days is None or days > FARTHEST.days:
        return None
    return as_of + timedelta(days=math.ceil(days))
