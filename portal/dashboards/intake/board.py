"""What the page of the intake tells, put together from summaries and standing figures."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.funnel import DONE
from enrollment.enums import ApplicationMethod, ImportVerdict
from enrollment.models import District, Dong
from enrollment.queries import bursts, intake_flow
from portal.common import standing
from portal.common.moment import one_moment
from portal.dashboards.figure import Figure, Unit, share, unsaid
from portal.dashboards.grid import HIDDEN, Grid
from portal.dashboards.intake import flow, online, paper, sifted
from portal.dashboards.intake.query import HOW, IntakeQuery, Span
from portal.dashboards.intake.veil import unsaid_grid


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

    Without `small_cells` fewer than five applications stay unsaid, and what would tell them: months are told
    when they are over, hours and tongs of calendar years that are over, and the hours of all applications.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return _read(query, district, small_cells)


def leaders_of_all(query: IntakeQuery, district: District, *, small_cells: bool) -> Grid:
    """The tongs of every dong, for files."""
    span = query.coarse_span(small_cells=small_cells)
    with one_moment():
        brought = intake_flow.by_tong_of_all(_dongs(district), span.months)
    return of_year(paper.leaders_of_all(brought, span.day, small_cells), span, small_cells)


def of_year(grid: Grid, span: Span, small_cells: bool) -> Grid:
    """Named after the year it is of, where that is not the period of the page."""
    if small_cells:
        return grid
    title = _("%(title)s, %(year)s년") % {"title": grid.title, "year": span.day.year}
    return replace(grid, title=title)


def _read(query: IntakeQuery, district: District, small_cells: bool) -> Intake:
    span, dongs, taken_at = query.span(small_cells=small_cells), _dongs(district), timezone.now()
    dong = query.chosen_dong or next(iter(dongs), None)
    came = intake_flow.by_place(span.months[0], span.day, district.code)
    reached = intake_flow.reached(span.months[0], span.day)
    backlog = paper.backlog(intake_flow.backlog(dongs), timezone.localdate(), taken_at)
    months = flow.by_month(came, span, small_cells)
    entry = flow.entry(came, span, months, small_cells)
    tells_done = months.total[flow.ONLINE_AT] is not HIDDEN
    taken = standing.read_all(("import_rows", "reviews"))
    imports = sifted.imports(taken["import_rows"], span.months, small_cells)
    grids = [
        months,
        entry,
        online.funnel(reached, span.day, tells_done=tells_done),
        backlog,
        imports,
        sifted.reviews(taken["reviews"], span.months, small_cells),
        *_coarse(query, district, dong, small_cells),
    ]
    return Intake(
        district=district,
        day=span.day,
        months=span.months,
        dongs=dongs,
        dong=dong,
        taken_at=taken_at,
        headline=_told(_headline(came, reached, span.day), months, entry),
        waiting=_waiting(backlog, imports, bursts.open_count(district.code)),
        grids=tuple(grids),
    )


def _coarse(query: IntakeQuery, district: District, dong: Dong | None, small_cells: bool) -> list[Grid]:
    """Hours of the week and tongs: what is told of all months together."""
    span = query.coarse_span(small_cells=small_cells)
    methods = HOW[query.how_code if small_cells else "all"][1]
    counted = intake_flow.by_clock(span.months[0], span.day, district.code, methods)
    clock = flow.clock(counted, span.day, small_cells)
    if not small_cells and flow.has_small_month(
        intake_flow.by_place(span.months[0], span.day, district.code), span
    ):
        # With the other months, the year would tell the small one.
        clock = unsaid_grid(clock)
    grids = [clock]
    if dong:
        grids.append(paper.leaders(dong, intake_flow.by_tong(dong, span.months), span.day, small_cells))
    return [of_year(grid, span, small_cells) for grid in grids]


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


def _told(headline: tuple[Figure, ...], months: Grid, entry: Grid) -> tuple[Figure, ...]:
    """What the sums of the tables tell, and the funnel to its end where online applications are told."""
    whole, by_hand = months.total[-1] is not HIDDEN, months.total[flow.ONLINE_AT] is not HIDDEN
    is_told = (whole, whole and by_hand, entry.total[0] is not HIDDEN, by_hand)
    return tuple(figure if told else unsaid(figure) for figure, told in zip(headline, is_told, strict=True))


def _waiting(backlog: Grid, imports: Grid, open_bursts: int) -> tuple[Figure, ...]:
    """What waits for somebody now: paper, refused rows, unusual intake."""
    refused = _refused(imports)
    facts = {"source": str(backlog.source), "taken_at": backlog.taken_at}
    return (
        Figure("paper_backlog", backlog.total[0], Unit.SHEETS, **facts),
        refused,
        Figure("open_bursts", open_bursts, Unit.FINDINGS, str(flow.SOURCE), taken_at=backlog.taken_at),
    )


def _refused(imports: Grid) -> Figure:
    keys = [column.key for column in imports.columns]
    refused, rows = imports.total[keys.index(ImportVerdict.REFUSED)], imports.total[-1]
    facts = {"source": str(imports.source), "taken_at": imports.taken_at}
    if HIDDEN in (refused, rows):
        return unsaid(Figure("refused_rows", None, Unit.PERCENT, **facts))
    return share("refused_rows", refused, rows, note="" if rows else _("명단 파일 없음"), **facts)


def _dongs(district: District) -> list[Dong]:
    return list(Dong.objects.filter(district=district))
