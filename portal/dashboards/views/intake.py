"""`/dashboard/intake/` and its downloads."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from enrollment.queries import rates
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.moment import one_moment
from portal.common.templatetags.ui import quantile_step
from portal.dashboards.grid import HIDDEN, Grid
from portal.dashboards.intake import board
from portal.dashboards.intake.board import Intake
from portal.dashboards.intake.query import IntakeQuery
from portal.dashboards.tables import of_grid
from portal.dashboards.views.files import file_response, require_file

CHARTED = 3
"""So many places are drawn: more lines than that nobody tells apart."""


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_intake(request):
    """How and when applications came in up to a day, and what waits now."""
    query = IntakeQuery(request.GET, settings.DISTRICT_CODE)
    small_cells = may(request.user, Permission.VIEW_SMALL_CELLS)
    with one_moment():
        shown = board.read(query, settings.DISTRICT_CODE, small_cells=small_cells)
        is_today = shown is not None and query.day == timezone.localdate()
        still_since = rates.still_since(query.day, shown.district.code) if is_today else None
    context = {
        "form": query,
        "shown": shown,
        "still_since": still_since,
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "may_settle": may(request.user, Permission.CHECK_FIGURES),
        "may_enter": may(request.user, Permission.ENTER_APPLICATION),
        "small_cells": small_cells,
    }
    if shown is not None:
        context |= _arranged(query, shown)
    return render(request, "dashboards/intake.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_intake_file(request, table: str, file_format: str):
    """One table of the page as a file; that of the tongs with every dong."""
    query = IntakeQuery(request.GET, settings.DISTRICT_CODE)
    require_file(file_format, query if query.is_bound else None)
    small_cells = may(request.user, Permission.VIEW_SMALL_CELLS)
    shown = board.read(query, settings.DISTRICT_CODE, small_cells=small_cells)
    if shown is None or table not in shown.tables:
        raise Http404
    grid = shown.tables[table]
    if table == "leaders":
        grid = board.leaders_of_all(query, shown.district, small_cells=small_cells)
    return file_response(of_grid(grid, shown.district), file_format, shown.day)


def _arranged(query: IntakeQuery, shown: Intake) -> dict:
    tables = shown.tables
    asked = {"as_of": shown.day.isoformat(), "months": query.month_count, "how": query.how_code}
    return {
        "tables": tables,
        "charted": _largest(tables["months"]),
        "heat": _shaded(tables["clock"]),
        "began": tables["funnel"].rows[0].cells[0],
        "most_of_leader": _most(tables["leaders"]) if "leaders" in tables else 0,
        "file_query": urlencode(asked | ({"dong": shown.dong.code} if shown.dong else {})),
    }


def _most(grid: Grid) -> int:
    """The largest number of the first column that is told."""
    return max((row.cells[0] for row in grid.rows if row.cells[0] is not HIDDEN), default=0)


def _largest(grid: Grid) -> list[str]:
    """Keys of the columns with the largest sums that are told."""
    sums = [
        (total, column.key)
        for column, total in zip(grid.columns[:-1], grid.total, strict=False)
        if total is not HIDDEN and total
    ]
    return [key for _total, key in sorted(sums, reverse=True)[:CHARTED]]


def _shaded(grid: Grid) -> list[dict]:
    """Rows with cells in five shades of equal counts; none where nothing came or nothing is told."""
    cells = [cell for row in grid.rows for cell in row.cells[:-1]]
    known = sorted(cell for cell in cells if cell is not HIDDEN and cell)
    return [
        {
            "label": row.label,
            "total": row.cells[-1],
            "cells": [
                (cell, quantile_step(cell, known) if cell is not HIDDEN and cell else 0)
                for cell in row.cells[:-1]
            ],
        }
        for row in grid.rows
    ]
