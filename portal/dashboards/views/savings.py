"""Savings of electronic notices, and their downloads."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards import savings as boards
from portal.dashboards.forms import SavingsForm
from portal.dashboards.savings import SavingsBoard
from portal.dashboards.savings.tables import as_file
from portal.dashboards.savings.words import SOURCE, half_name, sentence_on_page
from portal.dashboards.views.files import file_response, require_file

ROUNDS_SHOWN = 60


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_savings(request):
    """What was saved in a stretch of time and what the next half-year may save, assumptions beneath."""
    form = SavingsForm.of(request)
    board = _read(request, form)
    context = {
        "form": form,
        "board": board,
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "may_see_rounds": may(request.user, Permission.VIEW_NOTICES),
        "may_set": may(request.user, Permission.SET_SAVINGS),
    }
    if board is not None:
        context |= _shown(board)
    return render(request, "dashboards/savings.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_savings_file(request, table: str, file_format: str):
    """One table of the savings as a file, with rule, source and assumptions above it."""
    form = SavingsForm(request.GET)
    require_file(file_format, form)
    board = _read(request, form)
    if board is None or table not in board.tables:
        raise Http404
    made = as_file(board.tables[table], board.savings, board.district, tells_grounds=board.tells_grounds)
    return file_response(made, file_format, board.as_of)


def _read(request, form: SavingsForm) -> SavingsBoard | None:
    tells_small = may(request.user, Permission.VIEW_SMALL_CELLS)
    return boards.read(form.day, settings.DISTRICT_CODE, form.first_day, tells_small=tells_small)


def _shown(board: SavingsBoard) -> dict:
    """What the page shows of a board: the newest rounds, and sentences of the assumptions."""
    kept = {"as_of": board.as_of} | ({"since": board.since} if board.since else {})
    forecast = board.forecast
    return {
        "savings": board.savings,
        "rule": board.figures["saved_hours"].rule.text,
        "source": SOURCE,
        "in_force": [sentence_on_page(assumption) for assumption in board.in_force],
        "used": [(sentence_on_page(used.assumption), used.notices) for used in board.savings.used],
        "tables": {
            name: {"grid": grid, "rows": grid.rows[:ROUNDS_SHOWN] if name == "rounds" else grid.rows}
            for name, grid in board.tables.items()
        },
        "next_half": half_name(forecast.first),
        "file_view": "dashboard_savings_file",
        "file_query": urlencode(kept),
    }
