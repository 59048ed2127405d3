"""The grids of the page of services as files."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District
from portal.dashboards.grid import HIDDEN, Grid
from portal.dashboards.hidden import FACT, WORD
from portal.dashboards.services.gaps import Gap
from portal.dashboards.tables import Table


def of_grid(grid: Grid, district: District) -> Table:
    """One grid with the facts that travel with it; what is kept back is said in its cell."""
    header = [str(grid.heading), *(str(column.label) for column in grid.columns)]
    rows = [[str(row.label), *map(_cell, row.cells)] for row in grid.rows]
    if grid.total:
        rows.append([_("합계"), *map(_cell, grid.total)])
    meta = [
        (_("제목"), f"{district.display_name} {grid.title}"),
        (_("기준일"), grid.as_of) if grid.as_of else (_("집계한 때"), grid.taken_at),
        (_("출처"), grid.source),
        (_("세는 방법"), grid.rule.text),
    ]
    if grid.hides:
        meta.append(FACT)
    return Table(str(grid.title), header, rows, [*meta, (_("내려받은 때"), timezone.now())])


def of_gaps(gaps: tuple[Gap, ...], district: District) -> Table:
    """What is missing, with its whole."""
    title = _("신청했지만 닿지 않는 사람")
    header = (_("수치"), _("값"), _("단위"), _("모두"), _("비율(%)"), _("세는 방법"), _("알림"))
    rows = [
        (
            str(gap.figure.rule.title),
            gap.figure.value,
            gap.figure.unit_label,
            gap.figure.denominator,
            gap.percent,
            str(gap.figure.rule.text),
            gap.figure.note,
        )
        for gap in gaps
    ]
    meta = [(_("제목"), f"{district.display_name} {title}")]
    meta += [(_("집계한 때"), gaps[0].figure.taken_at), (_("출처"), gaps[0].figure.source)]
    return Table(title, header, rows, [*meta, (_("내려받은 때"), timezone.now())])


def _cell(value):
    return str(WORD) if value is HIDDEN else value
