"""Forms drawn to be typed twice: what waits, and how often two typings of a field disagree."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from enrollment.enums import ApplicationStatus, DoubleEntryState
from enrollment.models import DoubleEntry


def open_entries(dongs) -> QuerySet[DoubleEntry]:
    """What waits in `dongs`, the oldest first."""
    return (
        DoubleEntry.objects.filter(
            dong__in=dongs, state__in=[DoubleEntryState.DRAWN, DoubleEntryState.DIFFERS]
        )
        .exclude(application__status=ApplicationStatus.REVERSED)
        .select_related(
            "dong",
            "application__entered_by",
            "application__collected_by__tong",
            "application__dong__district",
            "application__scan",
        )
        .defer("first", "second")
        .order_by("drawn_at", "id")
    )


def for_clerk(entries: QuerySet[DoubleEntry], user) -> QuerySet[DoubleEntry]:
    """Those the user may work on: the first clerk looks at none of the own forms."""
    return entries.exclude(application__entered_by=user)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`forms` typed twice since a day, `alike` of them without any difference."""

    forms: int
    alike: int
    by_field: list[tuple[str, int, int]]
    """Field, how many forms differed in it, in how many of them the second was right; the most first."""


def disagreement(dongs, *, since: datetime) -> Disagreement:
    rows = list(
        DoubleEntry.objects.filter(dong__in=dongs, entered_at__gte=since).values_list(
            "differences", "second_right"
        )
    )
    differed = Counter(name for names, _right in rows for name in names)
    wrong = Counter(name for _names, right in rows for name in right)
    return Disagreement(
        forms=len(rows),
        alike=sum(not names for names, _right in rows),
        by_field=[(name, number, wrong[name]) for name, number in differed.most_common()],
    )
