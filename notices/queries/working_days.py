"""Working days: Monday to Friday without public holidays (`Holiday`)."""

from collections.abc import Iterable
from datetime import date, timedelta

from notices.models import Holiday


def working_days_between(spans: Iterable[tuple[date, date]]) -> list[int]:
    """How many working days lie after the first day of each span, up to its last: 0 for the same day."""
    spans = list(spans)
    if not spans:
        return []
    stretch = min(first for first, _last in spans), max(last for _first, last in spans)
    holidays = holidays_between(*stretch)
    return [
        sum(
            day.weekday() < 5 and day not in holidays
            for day in (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
        )
        for first, last in spans
    ]


def holidays_between(first: date, last: date) -> set[date]:
    """Public holidays from `first` to `last`, as far as they have been entered."""
    return set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
