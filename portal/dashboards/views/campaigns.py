"""`/dashboard/campaigns/` and its downloads."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards import campaigns as boards
from portal.dashboards.campaigns.tables import as_file, tables
from portal.dashboards.forms import CampaignsForm
from portal.dashboards.views.files import file_response, require_file

ROUNDS_SHOWN = 60
OF_ROUNDS = ("rounds", "polls")


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_campaigns(request):
    """What went out in a stretch of time, and what came of it."""
    form = CampaignsForm.of(request)
    board = _read(request, form)
    context = {
        "form": form,
        "board": board,
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "may_see_campaigns": may(request.user, Permission.VIEW_DELIVERIES),
        "may_see_rounds": may(request.user, Permission.VIEW_NOTICES),
    }
    if board is not None:
        found = tables(board)
        kept = {"as_of": board.as_of} | ({"since": board.since} if board.since else {})
        context |= {
            "figures": {figure.rule_code: figure for figure in board.figures},
            "tables": {
                name: {"grid": grid, "rows": grid.rows[-ROUNDS_SHOWN:] if name in OF_ROUNDS else grid.rows}
                for name, grid in found.items()
            },
            "file_view": "dashboard_campaigns_file",
            "file_query": urlencode(kept),
        }
    return render(request, "dashboards/campaigns.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_campaigns_file(request, table: str, file_format: str):
    """One table of the page as a file, every round in it."""
    form = CampaignsForm(request.GET)
    require_file(file_format, form)
    board = _read(request, form)
    grid = tables(board).get(table) if board else None
    if grid is None:
        raise Http404
    return file_response(as_file(grid, board), file_format, board.as_of)


def _read(request, form: CampaignsForm):
    tells_small = may(request.user, Permission.VIEW_SMALL_CELLS)
    return boards.read(form.day, settings.DISTRICT_CODE, form.first_day, tells_small=tells_small)
