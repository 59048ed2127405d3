"""Tables as rows, for download: those of the overview, and any grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District
from portal.common.share import percent
from portal.dashboards.board import Board
from portal.dashboards.figure import Figure
from portal.dashboards.grid import HIDDEN, Grid
from portal.dashboards.hidden import FACT, WORD
from portal.dashboards.public_figures import PublicRate
from portal.dashboards.rules import RULES


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the facts that travel with it."""

    title: str
    header: Sequence[str]
    rows: list[Sequence]
    meta: list[tuple[str, object]]


def by_day(board: Board) -> Table:
    points = board.curve.points if board.curve else []
    rows = [
        (
            point.day,
            point.rate.enrolled_households,
            point.added,
            point.rate.households,
            point.rate_percent,
            point.rate.denominator_source,
        )
        for point in points
    ]
    header = (
        _("날짜"),
        _("신청 세대"),
        _("늘어난 세대"),
        _("전체 세대"),
        _("신청률(%)"),
        _("전체 세대의 출처"),
    )
    return Table(_("날짜별 신청률"), header, rows, _meta(board, _("날짜별 신청률")))


def by_dong(board: Board) -> Table:
    rows = [(part.group, *_figures(part), part.rate.denominator_source) for part in board.by_dong]
    whole = PublicRate(board.rate)
    rows.append((board.district.code, _("합계"), *_figures(whole)[1:], board.rate.denominator_source))
    header = (
        *(_("행정동 코드"), _("행정동"), _("신청 세대"), _("전체 세대"), _("신청률(%)")),
        _("전체 세대의 출처"),
    )
    return Table(_("동별 신청률"), header, rows, _meta(board, _("동별 신청률")))


def by_place(board: Board) -> Table:
    whole = board.rate.enrolled_households
    rows = [
        (
            part.name,
            _enrolled(part),
            percent(part.enrolled_households, whole) if not part.is_hidden else None,
            part.households,
            part.rate_percent,
        )
        for part in [*board.by_place, PublicRate(board.rate)]
    ]
    rows[-1] = (_("합계"), *rows[-1][1:])
    header = (_("접수처"), _("신청 세대"), _("신청 세대 중(%)"), _("전체 세대"), _("전체 세대 중(%)"))
    return Table(_("접수처별 신청 세대"), header, rows, _meta(board, _("접수처별 신청 세대")))


def of_figures(title: str, figures: Iterable[Figure], meta: list[tuple[str, object]]) -> Table:
    """Figures one beneath the other, each with everything it stands on."""
    rows = [
        (
            str(figure.rule.title),
            figure.value,
            figure.unit_label,
            figure.numerator,
            figure.denominator,
            figure.as_of,
            figure.taken_at,
            figure.source,
            str(figure.rule.text),
            figure.note,
        )
        for figure in figures
    ]
    header = (
        *(_("수치"), _("값"), _("단위"), _("분자"), _("분모"), _("기준일"), _("집계한 때")),
        *(_("출처"), _("세는 방법"), _("알림")),
    )
    return Table(title, header, rows, meta)


def of_grid(grid: Grid, district: District) -> Table:
    """One grid with the facts that travel with it; what is kept back is said in its cell."""
    header = [str(grid.heading), *(str(column.label) for column in grid.columns)]
    rows = [[str(row.label), *map(told, row.cells)] for row in grid.rows]
    if grid.total:
        rows.append([_("합계"), *map(told, grid.total)])
    meta = [
        (_("제목"), f"{district.display_name} {grid.title}"),
        (_("기준일"), grid.as_of) if grid.as_of else (_("집계한 때"), grid.taken_at),
        (_("출처"), grid.source),
        (_("세는 방법"), grid.rule.text),
    ]
    if grid.hides:
        meta.append(FACT)
    return Table(str(grid.title), header, rows, [*meta, (_("내려받은 때"), timezone.now())])


def told(cell):
    """A cell of a grid as a file tells it."""
    return str(WORD) if cell is HIDDEN else cell


def overview(board: Board) -> Table:
    title = _("한눈에 보는 현황")
    return of_figures(title, board.overview.figures.values(), _meta(board, title))


TABLES = {"figures": overview, "days": by_day, "dongs": by_dong, "places": by_place}


def _figures(part: PublicRate) -> tuple:
    return part.name, _enrolled(part), part.households, part.rate_percent


def _enrolled(part: PublicRate) -> int | str:
    return str(WORD) if part.is_hidden else part.enrolled_households


def _meta(board: Board, title: str) -> list[tuple[str, object]]:
    facts = [
        (_("제목"), f"{board.district.display_name} {title}"),
        (_("기준일"), board.day),
        (_("전체 세대의 출처"), board.rate.denominator_source or _("등록된 세대수 없음")),
        (_("세는 방법"), RULES["enrolled_households"].text),
    ]
    if board.hides_cells:
        facts.append(FACT)
    return [*facts, (_("내려받은 때"), timezone.now())]
