"""What if so many doors were knocked on every day."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment.models import District
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards.views.district import with_district
from portal.dashboards.what_if import board
from portal.dashboards.what_if.form import WhatIfForm, filled

LEAST_SLIDER = 500


@require_safe
@requires(Permission.VIEW_DASHBOARD)
@with_district("dashboard")
def dashboard_what_if(request, district: District):
    """The plan is in the address, so that it can be sent to somebody; nothing is stored."""
    form = WhatIfForm(request.GET, district=district)
    context = {"form": form, "errors": form, "found": None}
    if form.is_valid():
        tells_small = may(request.user, Permission.VIEW_SMALL_CELLS)
        found = board.read(form.asked, district.code, tells_small=tells_small)
        context = {
            "form": filled(found, form),
            "errors": form,
            "found": found,
            "day": form.day,
            "slider_end": _slider_end(found),
            "may_set": may(request.user, Permission.SET_TARGET, district),
        }
    return render(request, "dashboards/what_if.html", context)


def _slider_end(found: board.WhatIf) -> int:
    """Far enough for the plan and for what would be needed, in hundreds."""
    farthest = max(found.plan.doors, found.needed or 0) * 3 // 2
    return max(LEAST_SLIDER, -(-farthest // 100) * 100)
