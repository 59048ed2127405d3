"""What people ask for most, and how the office keeps up: replies of `DAYS` days by topic and by desk.

Groups of fewer than five replies stand together with others, so that no sum or difference of the figures is
about fewer (`portal.common.small_cells`).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Q
from django.utils import timezone

from enrollment.models import Topic
from notices.enums.reply import ReplyState
from notices.models import Reply, ReplyDesk
from notices.queries.working_days import working_days_between
from portal.common.small_cells import SMALLEST_TOLD, is_small, told_groups

DAYS = 90
REST = "rest"


@dataclass(frozen=True, slots=True)
class Line:
    """Replies on a topic at a desk; either is empty where there is none. `is_rest`: all others together.
    `key`: code of the topic and number of the desk."""

    topic: str
    desk: str
    replies: int
    is_rest: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`total` is None where too few came in to tell. `median_days`: working days from a reply to its answer,
    None where fewer than five were answered. `overdue` is None for one to four."""

    first: date
    last: date
    total: int | None
    overdue: int | None
    median_days: float | None
    lines: list[Line] = field(default_factory=list)


def read(day: date, district: str) -> Asked:
    """Of the `DAYS` days up to `day`, as it stood at its end."""
    first, end = day - timedelta(days=DAYS - 1), _begin(day + timedelta(days=1))
    mine = Reply.objects.filter(district=district, received_at__lt=end)
    rows = mine.filter(received_at__gte=_begin(first))
    cells = Counter(
        (f"{topic or ''}/{desk or ''}",) for topic, desk in rows.values_list("topic__code", "desk")
    )
    total = sum(cells.values())
    open_then = Q(ended_at=None) | Q(ended_at__gte=end)
    overdue = mine.filter(open_then, wants_answer=True, due_on__lt=day).count()
    figures = {
        "first": first,
        "last": day,
        "overdue": None if is_small(overdue) else overdue,
        "median_days": _median_days(first, end, mine),
    }
    if is_small(total):
        return Asked(total=None, **figures)
    return Asked(total=total, lines=_lines(cells) if total else [], **figures)


def _lines(cells: Counter[tuple[str]]) -> list[Line]:
    """The most first; what is not told apart comes last."""
    (told,) = told_groups(cells)
    topics = {topic.code: topic.display_name for topic in Topic.objects.all()}
    desks = {str(desk.pk): desk.name for desk in ReplyDesk.objects.all()}
    lines, rest = [], 0
    for (key,), number in cells.items():
        topic, desk = key.split("/")
        if key in told:
            lines.append(Line(topics.get(topic, ""), desks.get(desk, ""), number, key=key))
        else:
            rest += number
    lines.sort(key=lambda line: (-line.replies, line.topic, line.desk))
    return [*lines, Line("", "", rest, is_rest=True, key=REST)] if rest else lines


def _median_days(first: date, end: datetime, mine) -> float | None:
    answered = mine.filter(state=ReplyState.ANSWERED, ended_at__gte=_begin(first), ended_at__lt=end)
    spans = [
        (timezone.localdate(received), timezone.localdate(ended))
        for received, ended in answered.values_list("received_at", "ended_at")
    ]
    return median(working_days_between(spans)) if len(spans) >= SMALLEST_TOLD else None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
