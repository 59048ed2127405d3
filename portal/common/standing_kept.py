"""Standing figures of the district as they were on past days: kept every night, because no ledger gives them
back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from portal.common import standing
from portal.common.figures_check import Told
from portal.common.models import FigureSnapshot
from portal.common.standing import Standing

NIGHT = timedelta(hours=6)
"""How long after a day what is counted still is how the day ended: offices open later."""


def tell(day: date) -> Iterator[Told]:
    """Every measure as it was last taken, where that was in the night after `day`: a day nobody kept in time
    stays unknown. Areas of the district are not kept; one that counted nobody is kept as nothing."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    for name, found in standing.read_all(standing.names()).items():
        if found.taken_at is None or not midnight <= found.taken_at < midnight + NIGHT:
            continue
        for key, count in (found.by_key() or {"": 0}).items():
            yield Told(name=name, numerator=count, key=key)


def is_kept(day: date) -> bool:
    """Whether every measure was kept in the night after `day`."""
    return all(found.taken_at for found in read_all(standing.names(), day).values())


def read(name: str, day: date) -> Standing:
    """A measure as it was kept in the night after `day`; never taken where nothing was kept."""
    return read_all([name], day)[name]


def read_all(names: Iterable[str], day: date) -> dict[str, Standing]:
    """Those of several measures, by name, in one statement."""
    names = list(names)
    rows = FigureSnapshot.objects.filter(day=day, name__in=names, area="")
    figures, moments = defaultdict(dict), {}
    for name, key, count, at in rows.values_list("name", "key", "numerator", "taken_at"):
        figures[name]["", key] = count
        moments[name] = min(at, moments.get(name, at))
    return {name: Standing(moments.get(name), figures[name]) for name in names}


def days_beside(names: Collection[str], day: date) -> tuple[date | None, date | None]:
    """The nearest days before and after `day` of which every measure was kept; None where there is none."""
    kept = FigureSnapshot.objects.filter(name__in=names, area="").values("day")
    whole = kept.annotate(measures=Count("name", distinct=True)).filter(measures=len(names))
    days = whole.values_list("day", flat=True)
    return (
        days.filter(day__lt=day).order_by("-day").first(),
        days.filter(day__gt=day).order_by("day").first(),
    )
