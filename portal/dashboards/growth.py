"""How many households came lately: today, this week, and week by week back from the day."""

from dataclasses import dataclass
from datetime import date, timedelta

from enrollment.queries import rates

WEEKS = 8
"""Of the actual pace, and of its spread."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Growth:
    """Enrolled households more than before; fewer is below zero.

    `weekly` are whole weeks back from `day`, the newest first. `recent` grew in `recent_days` after `since`:
    those weeks, or all the days there were before one was full.
    """

    day: date
    since: date
    on_day: int
    this_week: int
    last_week: int
    weekly: tuple[int, ...]
    recent: int

    @property
    def recent_days(self) -> int:
        return (self.day - self.since).days


def read(day: date, opened_on: date, district_code: str) -> Growth:
    """Up to the end of `day`, not before intake opened. A week of the office begins on Monday."""
    before_opening = opened_on - timedelta(days=1)
    whole_weeks = min(WEEKS, (day - before_opening).days // 7)
    ends = [day - number * _WEEK for number in range(whole_weeks + 1)]
    since = ends[-1] if whole_weeks else before_opening
    sunday = day - timedelta(days=day.weekday() + 1)
    yesterday = day - timedelta(days=1)
    total = rates.totals_on({*ends, since, yesterday, sunday, sunday - _WEEK}, district_code)
    return Growth(
        day=day,
        since=since,
        on_day=total[day] - total[yesterday],
        this_week=total[day] - total[sunday],
        last_week=total[sunday] - total[sunday - _WEEK],
        weekly=tuple(total[later] - total[earlier] for later, earlier in zip(ends, ends[1:], strict=False)),
        recent=total[day] - total[since],
    )
