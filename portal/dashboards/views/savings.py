"""Savings of electronic notices, their downloads, and the assumptions they rest on."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import District
from notices.domain.savings import set_assumption
from notices.queries import savings_assumptions
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.dashboards import savings as boards
from portal.dashboards.forms import AssumptionForm, SavingsForm
from portal.dashboards.savings import SavingsBoard
from portal.dashboards.savings.tables import as_file
from portal.dashboards.savings.words import SOURCE, half_name, sentence_on_page
from portal.dashboards.views.district import with_district
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


@require_http_methods(["GET", "POST"])
@requires(Permission.SET_SAVINGS)
@with_district("dashboard_savings")
def dashboard_savings_assumptions(request, district: District):
    """A new assumption holds from its day on; what was told before stays as it was."""
    require(request.user, Permission.SET_SAVINGS, district)
    form = AssumptionForm(request.POST) if request.method == "POST" else AssumptionForm()
    if request.method == "POST" and form.is_valid() and _set(form, request.user):
        messages.success(request, _("가정을 정했습니다. 적용 시작일부터 열람한 통지에 씁니다."))
        return redirect("dashboard_savings_assumptions")
    today = timezone.localdate()
    in_force = {assumption.pk for assumption in savings_assumptions.assumptions_on(today)}
    rows = [
        {
            "assumption": assumption,
            "is_in_force": assumption.pk in in_force,
            "is_to_come": assumption.starts_on > today,
        }
        for assumption in savings_assumptions.ledger()
    ]
    return render(request, "dashboards/savings_assumptions.html", {"form": form, "rows": rows})


def _set(form: AssumptionForm, user) -> bool:
    """Whether it was set; what the domain refuses stands at its field."""
    try:
        set_assumption(by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


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
