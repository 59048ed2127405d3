"""What became of rows of files and of applications somebody had to look at, by month."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import ImportVerdict, ReviewState
from portal.common.standing import Standing
from portal.common.templatetags.korean import kmonth
from portal.dashboards.grid import Column, Grid, Row
from portal.dashboards.intake.flow import APPLICATIONS, sums
from portal.dashboards.intake.veil import months_without_small

SOURCE_OF_ROWS = gettext_lazy("이 포털의 명단 파일 등록")
SOURCE_OF_REVIEWS = gettext_lazy("이 포털의 세대 확인")


def imports(standing: Standing, months: list[date], small_cells: bool) -> Grid:
    """Rows of imported files by what they came to."""
    facts = {
        "name": "imports",
        "title": _("명단 파일의 행"),
        "heading": _("파일을 올린 달"),
        "rule_code": "import_rows",
        "source": SOURCE_OF_ROWS,
    }
    return _grid(standing, months, ImportVerdict, small_cells, facts)


def reviews(standing: Standing, months: list[date], small_cells: bool) -> Grid:
    """Applications nobody could place for sure, by what became of them until now."""
    facts = {
        "name": "reviews",
        "title": _("확인이 필요했던 신청"),
        "heading": _("들어온 달"),
        "rule_code": "reviewed_applications",
        "source": SOURCE_OF_REVIEWS,
    }
    return _grid(standing, months, ReviewState, small_cells, facts)


def _grid(standing: Standing, months: list[date], kinds, small_cells: bool, facts: dict) -> Grid:
    """Months in which there was anything: lists come by the hundreds or not at all."""
    columns = [Column(kind.value, kind.label, APPLICATIONS) for kind in kinds]
    rows = tuple(_rows(standing, months, kinds))
    grid = Grid(
        columns=(*columns, Column("total", _("합계"), APPLICATIONS)),
        rows=rows,
        total=sums(rows, len(columns) + 1),
        taken_at=standing.taken_at,
        **facts,
    )
    return grid if small_cells else months_without_small(grid)


def _rows(standing: Standing, months: list[date], kinds) -> Iterable[Row]:
    for month in months:
        numbers = [standing.of(f"{month:%Y-%m}/{kind.value}") for kind in kinds]
        if any(numbers):
            yield Row(f"{month:%Y-%m}", kmonth(month), (*numbers, sum(numbers)))
