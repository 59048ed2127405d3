"""How the answers to a poll came in: by the hour at first, then by the day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from notices.enums.poll import INVITED_ROUTES
from notices.models import Poll, TurnoutHour

_HOURLY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Point:
    """Answers up to the end of an hour or day: of invited people, and of everybody else."""

    at: datetime | date
    invited: int
    others: int


@dataclass(frozen=True, slots=True)
class Course:
    """By the hour in the first two days of a poll, by the day afterwards; without gaps."""

    is_hourly: bool
    points: list[Point]


def course(poll: Poll) -> Course:
    """How the answers came in, from the first one to now or to the closing."""
    rows = TurnoutHour.objects.filter(poll=poll).order_by("hour")
    hours = list(rows.values_list("hour", "route", "answers"))
    if not hours:
        return Course(True, [])
    end = timezone.localtime(poll.closed_at or timezone.now())
    first = timezone.localtime(hours[0][0])
    is_hourly = end - first <= _HOURLY
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    start = first if is_hourly else first.replace(hour=0)
    added: dict[int, Counter[bool]] = {}
    for hour, route, answers in hours:
        place = int((timezone.localtime(hour) - start) / step)
        added.setdefault(place, Counter())[route in INVITED_ROUTES] += answers
    points, so_far = [], Counter()
    for place in range(max(max(added), int((end - start) / step)) + 1):
        so_far.update(added.get(place, {}))
        at = start + place * step
        points.append(Point(at if is_hourly else at.date(), so_far[True], so_far[False]))
    return Course(is_hourly, points)
