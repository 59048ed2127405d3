"""What the page of services tells, put together from summaries and standing figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from enrollment.models import District, Dong, Service, Topic
from enrollment.queries import service_days, targets
from portal.common import standing, standing_kept
from portal.common.moment import one_moment
from portal.common.share import hundredths
from portal.common.standing import Standing
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.grid import Grid
from portal.dashboards.services import breakdowns, by_service, gaps
from portal.dashboards.services.gaps import Gap

MEASURES = (
    "service_ages", "topic_ages", "consent_people", "channel_people", "people_on_topics",
    "reachable_households", "service_people", "topic_people",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Now:
    """Catalogues and standing figures as they were last taken, or as they were kept of a past day: then those
    of dongs are missing. `taken_at` is that of the oldest."""

    services: list[Service]
    topics: list[Topic]
    dongs: list[Dong]
    taken: Mapping[str, Standing]
    is_kept: bool = False

    def __getitem__(self, name: str) -> Standing:
        return self.taken[name]

    @property
    def taken_at(self) -> datetime | None:
        moments = [found.taken_at for found in self.taken.values()]
        return None if None in moments else min(moments)

    @property
    def people(self) -> int:
        """Who uses a service at all."""
        return self["topic_ages"].of(":")


@dataclass(frozen=True, slots=True)
class Services:
    """`headline` and every grid but those of days hold at `taken_at`, None when never counted: now, or where
    they are `is_kept` in the night after `day`. `kept_beside` are the nearest days before and after that were
    kept, for who may ask for them."""

    district: District
    day: date
    taken_at: datetime | None
    is_kept: bool
    kept_beside: tuple[date | None, date | None]
    headline: tuple[Figure, ...]
    of_day: Grid
    months: Grid
    grids: tuple[Grid, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_past(self) -> bool:
        return self.day < timezone.localdate()

    @property
    def is_empty(self) -> bool:
        return not any(row.cells[0] for row in self.of_day.rows)

    @property
    def tables(self) -> dict[str, Grid]:
        """Everything that can be downloaded, by name."""
        return {grid.name: grid for grid in (self.of_day, self.months, *self.grids)}


def read(day: date, district_code: str, *, small_cells: bool) -> Services | None:
    """Every figure of the page from one moment; None when the district is not known yet.

    Without `small_cells` groups of fewer than five people stay unsaid, and what would tell them. That holds
    for one day, and two subtracted would tell: how things stood on a past day is for who has the right.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        now = Now(
            services=list(Service.objects.all()),
            topics=list(Topic.objects.all()),
            dongs=list(Dong.objects.filter(district=district)),
            **_taken(day, small_cells),
        )
        beside = standing_kept.days_beside(MEASURES, day) if small_cells else (None, None)
        used = service_days.used(day, by_service.LATELY if small_cells else 0)
        month = None if small_cells else by_service.month_over(day)
        months = service_days.by_month(by_service.first_month(day), day)
        goals = targets.in_force(day, district_code).by_service
    return Services(
        district=district,
        day=day,
        taken_at=now.taken_at,
        is_kept=now.is_kept,
        kept_beside=beside,
        headline=_headline(now, small_cells),
        of_day=by_service.of_day(now.services, used, goals, day, month),
        months=by_service.by_month(now.services, months, day, small_cells),
        grids=breakdowns.grids(now, small_cells),
        gaps=gaps.read(now, small_cells),
    )


def _taken(day: date, small_cells: bool) -> dict:
    """What was kept of a past day, where it was; else how things stand now."""
    if small_cells and day < timezone.localdate():
        kept = standing_kept.read_all(MEASURES, day)
        if all(found.taken_at for found in kept.values()):
            return {"taken": kept, "is_kept": True}
    return {"taken": standing.read_all(MEASURES)}


def _headline(now: Now, small_cells: bool) -> tuple[Figure, ...]:
    # Uses and people from one measure: each measure is counted at a moment of its own.
    used, on_topics = now["service_ages"], now["people_on_topics"]
    people, uses = used.of(":"), sum(used.of(f":{service.code}") for service in now.services)
    facts = {"source": str(breakdowns.SOURCE), "taken_at": now.taken_at}
    each = hundredths(Decimal(uses) / people) if people else None
    some, none = on_topics.of("some"), on_topics.of("none")
    figures = (
        Figure("people_with_service", people, Unit.PEOPLE, **facts),
        Figure("services_each", each, Unit.SERVICES, numerator=uses, denominator=people, **facts),
        share("people_on_topics", some, some + none, **facts),
    )
    kept = figures if small_cells else tuple(gaps.kept_back(figure) for figure in figures)
    return gaps.told(now, (*kept, gaps.reachable(now, small_cells)))
