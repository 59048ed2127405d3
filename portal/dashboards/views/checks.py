"""What the nightly comparisons of figures with their ledgers found."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import figures_check, summary
from portal.common.models import FigureCheck, StandingRun
from portal.common.written_number import number_of
from portal.dashboards.checked import COUNTED, difference
from portal.dashboards.rules import checks

SHOWN, DIFFERENCES_SHOWN = 30, 100


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_FIGURES)
def dashboard_checks(request):
    """The newest checks; what differed in one nobody has looked at, else in the newest; noting a look."""
    if request.method == "POST":
        check = get_object_or_404(FigureCheck, pk=number_of(request.POST.get("check", "")))
        figures_check.notice(check=check, by=request.user)
        messages.success(request, _("확인했습니다. 현황판의 알림을 내렸습니다."))
        return redirect("dashboard_checks")
    differing = figures_check.unnoticed() or FigureCheck.objects.exclude(differences=[]).first()
    context = {
        "checks": FigureCheck.objects.all()[:SHOWN],
        "differing": differing,
        "differences": [difference(one) for one in differing.differences[:DIFFERENCES_SHOWN]]
        if differing
        else [],
        "differences_left": max(0, len(differing.differences) - DIFFERENCES_SHOWN) if differing else 0,
        "runs": [(run, COUNTED.get(run.measure)) for run in StandingRun.objects.order_by("measure")],
        "rules": checks.RULES,
        "unsettled_since": summary.unsettled_since(),
    }
    return render(request, "dashboards/checks.html", context)
