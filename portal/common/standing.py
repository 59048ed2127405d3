"""Counts of how things stand, taken as a whole every few minutes where no summary tells them by day.

An app names its measures and registers them when it is ready. A count may take seconds: no page ever waits
for one, and every page says when it was taken.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from portal.common.models import StandingFigure, StandingRun

EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Measure:
    """`count` gives (area, key, number) for every group that has any; `area` is a dong's code, or empty for
    the district as a whole."""

    name: str
    count: Callable[[], Iterable[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of a measure at `taken_at`, None when it was never taken."""

    taken_at: datetime | None
    figures: dict[tuple[str, str], int]

    def of(self, key: str = "", area: str = "") -> int:
        return self.figures.get((area, key), 0)

    def by_key(self, area: str = "") -> dict[str, int]:
        return {key: count for (place, key), count in self.figures.items() if place == area}


_measures: dict[str, Measure] = {}


def register(measures: Iterable[Measure]) -> None:
    _measures.update({measure.name: measure for measure in measures})


def names() -> list[str]:
    return list(_measures)


def take(*names: str) -> None:
    """Count measures now, all of them without `names`. Raises KeyError for one nobody registered."""
    for measure in [_measures[name] for name in names] or list(_measures.values()):
        _take(measure)


def take_due() -> None:
    """Count what was last taken longer ago than `EVERY`, the oldest first."""
    taken = dict(StandingRun.objects.values_list("measure", "taken_at"))
    since = timezone.now() - EVERY
    due = [name for name in _measures if taken.get(name) is None or taken[name] <= since]
    for name in sorted(due, key=lambda name: (name in taken, taken.get(name))):
        take(name)


def read(name: str) -> Standing:
    """The figures as they were last taken. Raises KeyError for a measure nobody registered."""
    return read_all([name])[name]


def read_all(names: Iterable[str]) -> dict[str, Standing]:
    """Those of several measures, by name, in two statements. Raises KeyError as `read` does."""
    measures = [_measures[name].name for name in names]
    taken = dict(StandingRun.objects.filter(measure__in=measures).values_list("measure", "taken_at"))
    figures: dict[str, dict[tuple[str, str], int]] = {name: {} for name in measures}
    rows = StandingFigure.objects.filter(measure__in=measures)
    for name, area, key, count in rows.values_list("measure", "area", "key", "count"):
        figures[name][area, key] = count
    return {name: Standing(taken.get(name), figures[name]) for name in measures}


@transaction.atomic
def _take(measure: Measure) -> None:
    """The row of the run is held first: two at once take turns."""
    run, _new = StandingRun.objects.get_or_create(
        measure=measure.name, defaults={"taken_at": timezone.now(), "seconds": 0}
    )
    run = StandingRun.objects.select_for_update().get(pk=run.pk)
    started, at = perf_counter(), timezone.now()
    rows = [
        StandingFigure(measure=measure.name, area=area or "", key=key or "", count=count)
        for area, key, count in measure.count()
    ]
    StandingFigure.objects.filter(measure=measure.name).delete()
    StandingFigure.objects.bulk_create(rows, batch_size=2000)
    run.taken_at, run.seconds = at, perf_counter() - started
    run.save(update_fields=["taken_at", "seconds"])
