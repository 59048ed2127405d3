"""What is written down every night of the enrollment of the district."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from enrollment.models import District
from enrollment.queries import rates
from enrollment.queries.rates import Rate
from portal.common.figures_check import Told

ENROLLED = "enrolled_households"


def tell(day: date) -> Iterator[Told]:
    """The rate of the district and of every dong at the end of `day`, and how households came."""
    if not District.objects.filter(code=settings.DISTRICT_CODE).exists():
        return
    found = rates.rates_on(day, settings.DISTRICT_CODE)
    yield _told(found.district)
    for rate in found.by_dong:
        yield _told(rate, area=rate.group)
    for rate in found.by_place:
        yield _told(rate, key=rate.group)


def _told(rate: Rate, *, area: str = "", key: str = "") -> Told:
    denominator = rate.denominator
    return Told(
        name=ENROLLED,
        numerator=rate.enrolled_households,
        denominator=denominator.households if denominator else None,
        area=area,
        key=key,
        source=f"{denominator.source} {denominator.counted_on}" if denominator else "",
    )
