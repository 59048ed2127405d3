"""What the page of the intake tells, put together from summaries and standing figures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.funnel import DONE
from enrollment.enums import ApplicationMethod, ImportVerdict
from enrollment.models import District, Dong
from enrollment.queries import bursts, intake_flow
from portal.common import standing
from portal.common.moment import one_moment
from portal.common.small_cells import is_small
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.grid import Grid
from portal.dashboards.intake import flow, online, paper, sifted
from portal.dashboards.intake.query import HOW, IntakeQuery
from portal.dashboards.services.gaps import kept_back, unsaid


@dataclass(frozen=True, slots=True)
class Intake:
    """`headline` and grids up to the end of `day`; what can be told of now only holds at `taken_at`."""

    district: District
    day: date
    months: list[date]
    dongs: list[Dong]
    dong: Dong | None
    taken_at: datetime
    headline: tuple[Figure, ...]
    waiting: tuple[Figure, ...]
    grids: tuple[Grid, ...]

    @property
    def tables(self) -> dict[str, Grid]:
        """Everything that can be downloaded, by name."""
        return {grid.name: grid for grid in self.grids}

    @property
    def is_empty(self) -> bool:
        return not self.headline[0].value and not any(row.cells[0] for row in self.tables["funnel"].rows)

    @property
    def is_past(self) -> bool:
        return self.day < timezone.localdate()

    @property
    def first_day(self) -> date:
        return self.months[0]


def read(query: IntakeQuery, district_code: str, *, small_cells: bool) -> Intake | None:
    """Every figure of the page from one moment; None when the district is not known yet.

    Without `small_cells` fewer than five applications stay unsaid, and what would tell them; then the hours
    are those of all applications, since two views of them would tell the difference.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return _read(query, district, small_cells)


def leaders_of_all(query: IntakeQuery, district: District, *, small_cells: bool) -> Grid:
    """The tongs of every dong, for files."""
    months = intake_flow.months_until(query.day, query.month_count)
    with one_moment():
        brought = intake_flow.by_tong_of_all(_dongs(district), months)
    return paper.leaders_of_all(brought, query.day, small_cells)


def _read(query: IntakeQuery, district: District, small_cells: bool) -> Intake:
    day, months = query.day, intake_flow.months_until(query.day, query.month_count)
    dongs, taken_at = _dongs(district), timezone.now()
    dong = query.chosen_dong or next(iter(dongs), None)
    came = intake_flow.by_place(months[0], day, district.code)
    methods = HOW[query.how_code if small_cells else "all"][1]
    counted = intake_flow.by_clock(months[0], day, district.code, methods)
    reached = intake_flow.reached(months[0], day)
    backlog = paper.backlog(intake_flow.backlog(dongs), timezone.localdate(), taken_at)
    imported = standing.read("import_rows")
    grids = [
        flow.by_month(came, months, day, small_cells),
        flow.entry(came, months, day, small_cells),
        flow.clock(counted, day, small_cells),
        online.funnel(reached, day),
        backlog,
        sifted.imports(imported, months, small_cells),
        sifted.reviews(standing.read("reviews"), months, small_cells),
    ]
    if dong:
        grids.append(paper.leaders(dong, intake_flow.by_tong(dong, months), day, small_cells))
    headline = _headline(came, reached, day)
    return Intake(
        district=district,
        day=day,
        months=months,
        dongs=dongs,
        dong=dong,
        taken_at=taken_at,
        headline=headline if small_cells else _told(headline),
        waiting=_waiting(backlog, imported, months, bursts.open_count(district.code), small_cells),
        grids=tuple(grids),
    )


def _headline(came: flow.Flow, reached, day: date) -> tuple[Figure, ...]:
    """What came in, how much of it online, how long paper lay, how many online came to the end."""
    whole, at_desk = flow.total(came), flow.total(came, ApplicationMethod.PAPER)
    facts = {"source": str(flow.SOURCE), "as_of": day}
    began, done = reached.get(online.FIRST, 0), reached.get(DONE, 0)
    return (
        Figure("intake_applications", whole.applications, Unit.APPLICATIONS, **facts),
        share(
            "online_share",
            flow.total(came, ApplicationMethod.ONLINE).applications,
            whole.applications,
            note="" if whole.applications else _("신청 없음"),
            **facts,
        ),
        Figure(
            "days_to_entry",
            flow.mean_days(at_desk),
            Unit.DAYS,
            numerator=at_desk.waited_days,
            denominator=at_desk.applications,
            note="" if at_desk.applications else _("종이 신청서 없음"),
            **facts,
        ),
        share(
            "online_finished",
            done,
            began,
            source=str(online.SOURCE),
            as_of=day,
            note="" if began else _("시작한 신청 없음"),
        ),
    )


def _told(headline: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Without small numbers. The mean gives the number of forms away, and with the sum that of all others;
    the funnel counts drafts, no people."""
    came, by_hand, mean, finished = headline
    few = is_small(mean.denominator) or is_small(came.value - mean.denominator)
    return kept_back(came), kept_back(by_hand), unsaid(mean) if few else mean, finished


def _waiting(
    backlog: Grid, imported: standing.Standing, months: list[date], open_bursts: int, small_cells: bool
) -> tuple[Figure, ...]:
    """What waits for somebody now: paper, refused rows, unusual intake."""
    rows = {
        verdict: sum(imported.of(f"{month:%Y-%m}/{verdict.value}") for month in months)
        for verdict in ImportVerdict
    }
    refused = share(
        "refused_rows",
        rows[ImportVerdict.REFUSED],
        sum(rows.values()),
        source=str(sifted.SOURCE_OF_ROWS),
        taken_at=imported.taken_at,
        note="" if any(rows.values()) else _("명단 파일 없음"),
    )
    facts = {"source": str(backlog.source), "taken_at": backlog.taken_at}
    return (
        Figure("paper_backlog", backlog.total[0], Unit.SHEETS, **facts),
        refused if small_cells else kept_back(refused),
        Figure("open_bursts", open_bursts, Unit.FINDINGS, str(flow.SOURCE), taken_at=backlog.taken_at),
    )


def _dongs(district: District) -> list[Dong]:
    return list(Dong.objects.filter(district=district))
