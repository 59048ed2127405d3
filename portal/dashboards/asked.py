"""What people ask for most: its figures and its table, for the page, its file and other systems."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import District
from notices.queries import asked as queries
from notices.queries.asked import Asked, Line
from portal.common.moment import one_moment
from portal.common.share import percent
from portal.common.templatetags.korean import quantity
from portal.dashboards.figure import Figure, Unit, unsaid
from portal.dashboards.grid import Column, Grid, Row
from portal.dashboards.tables import Table, of_grid

SOURCE = gettext_lazy("이 포털의 의견 기록")
COLUMNS = (
    Column("desk", gettext_lazy("답변 부서"), "text"),
    Column("opinions", gettext_lazy("의견"), "opinions"),
    Column("share", gettext_lazy("모든 의견 중(%)"), "percent"),
)


@dataclass(frozen=True, slots=True)
class AskedBoard:
    """The days from `first` to `as_of`. `grid` has a row for each line, in the same order; none where too few
    opinions came in to part them."""

    district: District
    first: date
    as_of: date
    total: int | None
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    grid: Grid

    @property
    def rows(self) -> list[tuple[Line, Row]]:
        return list(zip(self.lines, self.grid.rows, strict=True))


def read(as_of: date, district_code: str) -> AskedBoard | None:
    """Every figure of the days up to the end of `as_of`; None when the district is not known yet.

    For who reads opinions or small numbers: beside what campaigns tell, these tell the few of one.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        found = queries.read(as_of, district_code)
    return AskedBoard(
        district=district,
        first=found.first,
        as_of=as_of,
        total=found.total,
        lines=tuple(found.lines),
        figures=_figures(found),
        grid=_grid(found),
    )


def as_file(board: AskedBoard) -> Table:
    """The table with its period and the figures above it."""
    made = of_grid(board.grid, board.district)
    since = (_("시작일"), board.first)
    figures = [(str(figure.rule.title), _in_words(figure)) for figure in board.figures]
    return replace(made, meta=[made.meta[0], since, *made.meta[1:-1], *figures, made.meta[-1]])


def _in_words(figure: Figure) -> str:
    return figure.note if figure.value is None else f"{quantity(figure.value)} {figure.unit_label}"


def _figures(found: Asked) -> tuple[Figure, ...]:
    facts = {"source": str(SOURCE), "as_of": found.last}
    received = Figure("opinions_received", found.total, Unit.OPINIONS, **facts)
    days = found.median_days
    return (
        unsaid(received) if found.total is None else received,
        Figure(
            "days_to_answer",
            None if days is None else Decimal(str(days)).normalize(),
            Unit.WORKING_DAYS,
            note=_("답변한 의견이 다섯 건이 안 됨") if days is None else "",
            **facts,
        ),
        Figure(
            "opinions_overdue",
            found.overdue,
            Unit.OPINIONS,
            note=_("5건 미만") if found.overdue is None else "",
            **facts,
        ),
    )


def _grid(found: Asked) -> Grid:
    return Grid(
        name="asked",
        title=gettext_lazy("분야와 부서별 의견"),
        heading=gettext_lazy("분야"),
        columns=COLUMNS,
        rows=tuple(
            Row(line.key, _topic(line), (_desk(line), line.replies, percent(line.replies, found.total)))
            for line in found.lines
        ),
        rule_code="most_asked",
        source=SOURCE,
        as_of=found.last,
        total=(None, found.total, Decimal("100.0")) if found.lines else None,
    )


def _topic(line: Line) -> str:
    return _("그 밖") if line.is_rest else line.topic or _("분야 없음")


def _desk(line: Line) -> str | None:
    return None if line.is_rest else line.desk or _("담당 없음")
