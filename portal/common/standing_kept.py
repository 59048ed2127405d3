"""Standing figures of the district as they were on past days: kept every night, because no ledger gives them
back."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from portal.common import standing
from portal.common.figures_check import Told
from portal.common.models import FigureSnapshot
from portal.common.standing import Standing


def tell(day: date) -> Iterator[Told]:
    """Every measure as it was last taken, of yesterday alone: a day nobody kept in time stays unknown. Areas
    of the district are not kept."""
    if day != timezone.localdate() - timedelta(days=1):
        return
    for name, found in standing.read_all(standing.names()).items():
        for key, count in found.by_key().items():
            yield Told(name=name, numerator=count, key=key)


def read(name: str, day: date) -> Standing:
    """A measure as it was kept in the night after `day`; never taken where nothing was kept."""
    rows = FigureSnapshot.objects.filter(day=day, name=name, area="")
    found = list(rows.values_list("key", "numerator", "taken_at"))
    figures = {("", key): count for key, count, _at in found}
    return Standing(min((at for _key, _count, at in found), default=None), figures)
