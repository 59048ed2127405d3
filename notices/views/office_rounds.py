"""Rounds of addressed notices: the list, one round, its ways out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.domain.notice import recall
from notices.domain.notice import round as rounds
from notices.domain.notice.round_steps import election_in_the_way
from notices.enums.notice import RoundState
from notices.forms.round_steps import CancelForm
from notices.forms.rounds import RoundFilter
from notices.queries import round_rolls
from notices.queries.rounds import visible_to
from notices.views.office_common import done
from notices.views.round_frame import find, page_context
from notices.views.round_progress import progress_of, tabs_of
from notices.views.round_timeline import timeline
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission

PAGE_SIZE = 20


@require_safe
@requires(Permission.VIEW_NOTICES)
def round_list(request):
    filters = RoundFilter(request.GET)
    rows = round_rolls.with_totals(visible_to(request.user))
    if filters.is_valid():
        chosen = filters.cleaned_data
        if chosen["kind"]:
            rows = rows.filter(kind__code=chosen["kind"])
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
    return render(
        request,
        "office/round_list.html",
        {
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "filters": filters,
            "filtered": bool(request.GET.get("kind") or request.GET.get("state")),
            "waiting": round_rolls.waiting_for(request.user),
            "may_draft": may(request.user, Permission.DRAFT_NOTICE),
        },
    )


@require_safe
@requires(Permission.VIEW_NOTICES)
def one_round(request, pk: int):
    """The whole life of a round, and what is to be done next."""
    made = find(request, pk)
    context = page_context(request, made) | progress_of(made) | {"events": timeline(made)}
    if made.state == RoundState.SERVING:
        context["election"] = election_in_the_way(made.kind, made.event_on, made.event_on)
    tabs = tabs_of(made, "office_round") if context.get("figures") else []
    return render(request, "office/round.html", context | {"tabs": tabs})


@require_POST
@requires(Permission.DRAFT_NOTICE)
def submit(request, pk: int):
    made = find(request, pk, Permission.DRAFT_NOTICE)
    said = _("결재를 올렸습니다. 다른 사람이 확인하고 승인하면 송달이 시작됩니다.")
    return done(request, lambda: rounds.submit(round=made, by=request.user), said, "office_round", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_NOTICES)
def cancel(request, pk: int):
    made = find(request, pk)
    context = page_context(request, made)
    if not context["may_cancel"]:
        messages.warning(request, _("지금 취소할 수 있는 회차가 아닙니다."))
        return redirect("office_round", pk)
    form = CancelForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if not form.is_valid():
        context |= {"form": form, "told": len(recall.reached(made)) if context["is_served"] else 0}
        return render(request, "office/round_cancel.html", context)
    reason = form.cleaned_data["reason"]
    return done(
        request,
        lambda: rounds.cancel(round=made, by=request.user, reason=reason),
        _("회차를 취소했습니다."),
        "office_round",
        pk,
    )
