"""Working days and hours of `notices.domain.notice.days`, each asked of the calendar once."""

from datetime import date, datetime
from functools import cache

from django.utils import timezone

from notices.domain import hours
from notices.domain.notice import days


class OfficeDays:
    """Answers are kept: a replay of half a year asks the same few days thousands of times."""

    def __init__(self):
        self.add = cache(days.add_working_days)
        self.on_or_after = cache(days.working_day_on_or_after)
        self.on_or_before = cache(days.working_day_on_or_before)
        self._moved: dict[tuple[date, bool, bool], datetime | None] = {}

    def sendable_at(self, at: datetime) -> datetime:
        """All moments of one night, weekend or holiday are moved to the same one."""
        local = timezone.localtime(at)
        key = local.date(), hours.is_quiet(at), local.hour < 12
        if key not in self._moved:
            moved = days.sendable_at(at)
            self._moved[key] = None if moved == at else moved
        return self._moved[key] or at
