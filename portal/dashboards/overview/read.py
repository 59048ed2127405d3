"""All figures of the overview, put together."""

from dataclasses import dataclass, fields
from datetime import date

from django.utils.translation import gettext as _

from enrollment.queries.rates import Rate
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.growth import Growth
from portal.dashboards.overview import reach, way
from portal.dashboards.overview.ledger import of_all, source
from portal.dashboards.pace import Pace


@dataclass(frozen=True, slots=True)
class Overview:
    """Each figure under the code of its rule. One that cannot be told says why in its note."""

    enrolled_households: Figure
    enrollment_rate: Figure
    attainment: Figure
    needed_per_working_day: Figure
    actual_per_working_day: Figure
    needed_per_month: Figure
    actual_per_month: Figure
    projected_on: Figure
    projected_earliest: Figure
    projected_latest: Figure
    reachable_rate: Figure
    reachable_share: Figure
    dead_contacts: Figure
    no_contact: Figure
    gained_on_day: Figure
    gained_this_week: Figure
    gained_last_week: Figure

    @property
    def figures(self) -> dict[str, Figure]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def read(rate: Rate, pace: Pace | None, growth: Growth | None, *, tells_small: bool) -> Overview:
    """Of the district at the end of a rate's day, inside the moment in which that was read.

    `growth` is None before intake opened. `tells_small`: the reader may see cells under five.
    """
    enrolled = Figure(
        "enrolled_households", rate.enrolled_households, Unit.HOUSEHOLDS, source(), as_of=rate.as_of
    )
    return Overview(
        enrolled_households=enrolled,
        enrollment_rate=of_all("enrollment_rate", rate, rate.enrolled_households, as_of=rate.as_of),
        **way.read(rate, pace),
        **reach.read(rate, tells_small=tells_small),
        **_gains(rate.as_of, growth),
    )


def _gains(day: date, growth: Growth | None) -> dict[str, Figure]:
    gains = {
        "gained_on_day": growth and growth.on_day,
        "gained_this_week": growth and growth.this_week,
        "gained_last_week": growth and growth.last_week,
    }
    note = "" if growth else _("아직 접수를 시작하지 않았습니다.")
    return {
        code: Figure(code, gain, Unit.HOUSEHOLDS, source(), as_of=day, note=note)
        for code, gain in gains.items()
    }
