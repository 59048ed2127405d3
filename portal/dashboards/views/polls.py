"""`/dashboard/polls/`: how many answered each poll, of how many who were asked; and its download."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards import polls as boards
from portal.dashboards.tables import of_grid
from portal.dashboards.views.files import file_response, require_file


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_polls(request):
    """Open and closed polls of the district, the newest first."""
    board = _read(request)
    context = {
        "board": board,
        "rows": list(zip(board.polls, board.grid.rows, strict=True)) if board else [],
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "may_see_results": may(request.user, Permission.VIEW_POLLS),
    }
    return render(request, "dashboards/polls.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_polls_file(request, file_format: str):
    """The table of the page as a file."""
    require_file(file_format)
    board = _read(request)
    if board is None:
        raise Http404
    return file_response(of_grid(board.grid, board.district), file_format)


def _read(request) -> boards.PollBoard | None:
    return boards.read(settings.DISTRICT_CODE, tells_small=may(request.user, Permission.VIEW_SMALL_CELLS))
