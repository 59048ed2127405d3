"""`/dashboard/bursts/`: unusual intake, settling it with a note, and what is written of it later."""

from functools import partial

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
from enrollment.models import Burst
from enrollment.queries import bursts
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.written_number import number_of
from portal.dashboards.bursts.forms import ReopenForm, SettleForm
from portal.dashboards.bursts.limits import limits
from portal.dashboards.bursts.shown import shown
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
        if form.is_valid() and _accepted(partial(domain.settle, burst=burst, by=request.user), form):
            messages.success(request, _("확인한 내용을 적어 두었습니다."))
            return redirect("dashboard_bursts")
        tried[burst.pk] = form
    rows = bursts.with_notes(found).filter(Q(settled_by__isnull=state == OPEN) | Q(pk__in=tried))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": shown(page.object_list, _opens(request.user), tried),
        "forms": list(tried.values()),
        "limits": limits(),
        "state": state,
        "tabs": _tabs(state),
        "rule": RULES["open_bursts"],
    }
    return render(request, "dashboards/bursts.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_FIGURES)
def dashboard_burst_correct(request, pk: int):
    """Other words for what was settled, beside those before."""
    burst = _finding(pk)
    form = SettleForm(_posted(request), initial={"note": burst.settled_note})
    if form.is_valid() and _written(domain.correct, request, form, burst):
        if form.has_changed():
            messages.success(request, _("확인한 내용을 고쳐 적어 두었습니다."))
        else:
            messages.info(request, _("지금 내용과 같아 바뀐 것이 없습니다."))
        return redirect(_settled_url())
    return _asked(request, burst, form, "dashboards/burst_correct.html")


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_FIGURES)
def dashboard_burst_reopen(request, pk: int):
    """Asked why: what was settled waits for somebody again."""
    burst = _finding(pk)
    form = ReopenForm(_posted(request))
    if form.is_valid() and _written(domain.reopen, request, form, burst):
        messages.success(request, _("다시 확인할 것으로 옮기고 까닭을 적어 두었습니다."))
        return redirect("dashboard_bursts")
    return _asked(request, burst, form, "dashboards/burst_reopen.html")


def _asked(request, burst: Burst, form, template: str):
    """The page that asks; what is not settled is led back to the list, unless something was typed."""
    if burst.settled_by_id is None and not form.is_bound:
        messages.info(request, _("이 특이 접수는 지금 확인할 것에 있습니다."))
        return redirect("dashboard_bursts")
    (row,) = shown([burst], _opens(request.user))
    return render(request, template, {"row": row, "form": form, "back": _settled_url()})


def _finding(pk: int) -> Burst:
    return get_object_or_404(bursts.with_notes(bursts.of_district(settings.DISTRICT_CODE)), pk=pk)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _opens(user):
    """Whether a household's page is open to `user`."""
    return partial(may, user, Permission.VIEW_HOUSEHOLD)


def _written(write, request, form, burst: Burst) -> bool:
    seen = number_of(request.POST.get("seen", ""))
    return _accepted(partial(write, burst=burst, seen=seen, by=request.user), form)


def _accepted(write, form) -> bool:
    """Whether the note was written; what the domain refuses stands at its field."""
    try:
        write(note=form.cleaned_data["note"])
    except ValidationError as error:
        form.add_error(None if hasattr(error, "error_dict") else "note", error)
        return False
    return True


def _settled_url() -> str:
    return f"{reverse('dashboard_bursts')}?state={SETTLED}"


def _tabs(state: str) -> list[dict]:
    district = settings.DISTRICT_CODE
    return [
        {
            "label": _("확인할 것"),
            "url": reverse("dashboard_bursts"),
            "active": state == OPEN,
            "count": bursts.open_count(district),
        },
        {
            "label": _("확인한 것"),
            "url": _settled_url(),
            "active": state == SETTLED,
            "count": bursts.settled_count(district),
        },
    ]
