"""Targets of the district, of dongs and of services: how far each has come, setting and dropping them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.domain.target import drop_target, set_service_target, set_target
from enrollment.models import District, Target
from enrollment.queries import targets as queries
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.common.day_form import AsOfForm
from portal.dashboards.rules import RULES
from portal.dashboards.targets import board as boards
from portal.dashboards.targets import tables
from portal.dashboards.targets.forms import ServiceTargetForm, TargetForm
from portal.dashboards.views.district import with_district
from portal.dashboards.views.files import file_response, require_file

SHOWN = 50
FILES = {"dongs": tables.by_dong, "services": tables.by_service}


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_DASHBOARD)
@with_district("dashboard")
def dashboard_targets(request, district: District):
    """Progress to every target. A new one takes the place of its subject's; earlier ones stay to be seen."""
    form, service_form = _forms(request, district)
    if request.method == "POST":
        require(request.user, Permission.SET_TARGET, district)
        sent = service_form if service_form.is_bound else form
        in_force = queries.in_force(timezone.localdate(), district.code).all()
        if sent.is_valid() and (target := _set(sent, district, request.user)):
            if target in in_force:
                messages.info(request, _("지금 목표와 같아 바뀐 것이 없습니다."))
            else:
                messages.success(request, _("목표를 정했습니다. 오늘부터 이 목표로 달성률을 계산합니다."))
            return redirect("dashboard_targets")
    return render(request, "dashboards/targets.html", _context(request, district, form, service_form))


@require_http_methods(["GET", "POST"])
@requires(Permission.SET_TARGET)
def dashboard_target_drop(request, target_id: int):
    """Asked first: from today on its subject has no target, and a dong that of the district."""
    target = get_object_or_404(queries.ledger(settings.DISTRICT_CODE), pk=target_id)
    require(request.user, Permission.SET_TARGET, target.district)
    if request.method != "POST" and not target.dropped_on:
        context = {"target": target, "subject": tables.subject(target)}
        return render(request, "dashboards/target_drop.html", context)
    try:
        drop_target(target=target, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("목표를 거두었습니다. 지난 날의 달성률은 그대로 남습니다."))
    return redirect("dashboard_targets")


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_targets_file(request, table: str, file_format: str):
    """Progress by dong or by service, or the ledger, as a file."""
    form = AsOfForm(request.GET)
    require_file(file_format, form)
    if table not in (*FILES, "ledger"):
        raise Http404
    board = _board(request, form.day)
    if board is None:
        raise Http404
    if table == "ledger":
        made = tables.of_ledger(board, queries.ledger(board.district.code))
    else:
        made = FILES[table](board)
    return file_response(made, file_format, board.day)


def _board(request, day) -> boards.TargetBoard | None:
    tells_small = may(request.user, Permission.VIEW_SMALL_CELLS)
    return boards.read(day, settings.DISTRICT_CODE, tells_small=tells_small)


def _forms(request, district: District) -> tuple[TargetForm, ServiceTargetForm]:
    """One of the two forms was sent; the other stays as it was."""
    data = request.POST if request.method == "POST" else None
    is_of_service = data is not None and data.get("of") == "service"
    chosen = {"dong": request.GET.get("dong")}
    return (
        TargetForm(None if is_of_service else data, district=district, initial=chosen),
        ServiceTargetForm(data if is_of_service else None, initial={"service": request.GET.get("service")}),
    )


def _set(form, district: District, user) -> Target | None:
    """The target that is in force now; what the domain refuses stands at its field."""
    set_one = set_service_target if isinstance(form, ServiceTargetForm) else set_target
    try:
        return set_one(district=district, by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _context(request, district: District, form: TargetForm, service_form: ServiceTargetForm) -> dict:
    as_of = AsOfForm.of(request)
    board = _board(request, as_of.day)
    in_force = queries.in_force(timezone.localdate(), district.code).all()
    ledger = list(queries.ledger(district.code)[: SHOWN + 1])
    return {
        "as_of": as_of,
        "form": form,
        "service_form": service_form,
        "all_forms": [as_of, form, service_form],
        "board": board,
        "dong_rules": [RULES[code] for code in tables.DONG_RULES],
        "service_rules": [RULES[code] for code in tables.SERVICE_RULES],
        "ledger": [(target, tables.subject(target), target in in_force) for target in ledger[:SHOWN]],
        "has_more": len(ledger) > SHOWN,
        "may_set": may(request.user, Permission.SET_TARGET, district),
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "file_query": f"as_of={board.day.isoformat()}",
    }
