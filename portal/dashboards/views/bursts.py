"""`/dashboard/bursts/`: unusual intake, and settling it with a note."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.domain import burst as domain
from enrollment.queries import bursts
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.written_number import number_of
from portal.dashboards.intake import unusual
from portal.dashboards.intake.unusual import SettleForm
from portal.dashboards.rules import RULES

SHOWN = 20
OPEN, SETTLED = "open", "settled"


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_FIGURES)
def dashboard_bursts(request):
    """What was found and nobody has looked at, or what was settled; POST settles one."""
    state = SETTLED if request.GET.get("state") == SETTLED else OPEN
    found = bursts.of_district(settings.DISTRICT_CODE)
    tried: dict[int, SettleForm] = {}
    if request.method == "POST":
        burst = get_object_or_404(found, pk=number_of(request.POST.get("burst", "")))
        form = SettleForm(request.POST, auto_id=f"id_{burst.pk}_%s")
        if form.is_valid() and _settle(form, burst, request.user):
            messages.success(request, _("확인한 내용을 적어 두었습니다."))
            return redirect("dashboard_bursts")
        tried[burst.pk] = form
    rows = found.filter(Q(settled_by__isnull=state == OPEN) | Q(pk__in=tried))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": unusual.shown(page.object_list, request.user, tried),
        "forms": list(tried.values()),
        "limits": unusual.limits(),
        "state": state,
        "tabs": _tabs(state, bursts.open_count(settings.DISTRICT_CODE)),
        "rule": RULES["open_bursts"],
    }
    return render(request, "dashboards/bursts.html", context)


def _settle(form: SettleForm, burst, user) -> bool:
    """Whether it was settled; what the domain refuses stands at its field."""
    try:
        domain.settle(burst=burst, note=form.cleaned_data["note"], by=user)
    except ValidationError as error:
        form.add_error(None if hasattr(error, "error_dict") else "note", error)
        return False
    return True


def _tabs(state: str, waiting: int) -> list[dict]:
    here = reverse("dashboard_bursts")
    return [
        {"label": _("확인할 것"), "url": here, "active": state == OPEN, "count": waiting},
        {"label": _("확인한 것"), "url": f"{here}?state={SETTLED}", "active": state == SETTLED},
    ]
