"""Notices on paper at the dong's desk: rounds, tongs and doors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.views.desk.frame import dongs_of, scope_label
from notices.domain.notice import paper
from notices.doors import in_walking_order
from notices.enums.notice import PaperResult, RoundState
from notices.forms.paper import TongForm
from notices.queries import paper as queries
from notices.queries import paper_figures
from notices.views.deadline import deadline_of
from notices.views.fallback_frame import Own, described, log_look, own_round, shown
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.models import AccessLog
from portal.common.written_number import number_of

PAGE_SIZE = 50
NO_TONG, MOVED, ABSENT = "no-tong", "moved", "absent"


@require_safe
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback(request):
    """Rounds with notices in the own dongs, and how much of their paper is still to be carried."""
    dongs = dongs_of(request, Permission.HANDLE_PAPER)
    rows = paper_figures.rounds_of(dongs)
    context = {
        "scope": scope_label(dongs),
        "under_way": [row for row in rows if row[0].state == RoundState.SERVING],
        "past": [row for row in rows if row[0].state != RoundState.SERVING],
    }
    return render(request, "desk/fallback.html", context)


@require_safe
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_round(request, round_id: int):
    """One round: its figures, what can be printed, each tong."""
    own = own_round(request, round_id)
    by_tong = paper_figures.figures_by_tong(own.notices)
    leaders = queries.leaders_of([tong for tong, _figures in by_tong], timezone.localdate())
    tells_commander = own.round.kind.code == queries.CIVIL_DEFENCE
    context = {
        "round": own.round,
        "is_open": own.is_open,
        "scope": scope_label(own.dongs),
        "figures": paper_figures.figures_of(own.notices),
        "tongs": [(tong, leaders.get(tong.pk), figures) for tong, figures in by_tong],
        "deadline": deadline_of(own.round),
        "is_over": own.round.event_on < timezone.localdate(),
        "tells_commander": tells_commander,
        "electronic": queries.served_electronically(own.round, own.dongs).count() if tells_commander else 0,
    }
    return render(request, "desk/fallback_round.html", context)


@require_safe
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_doors(request, round_id: int, which: str):
    """Open notices in walking order: of one tong, without a tong, come back as moved, or nobody at home."""
    own = own_round(request, round_id)
    title, narrowed = _narrowed(own, which)
    doors = in_walking_order(described(own.notices.filter(narrowed)))
    page = Paginator(doors, PAGE_SIZE).get_page(request.GET.get("page"))
    log_look(request, page.object_list, action=AccessLog.Action.VIEW)
    rows = [shown(notice) for notice in page.object_list]
    if which == NO_TONG:
        _offer_tongs(own, rows)
    context = {"round": own.round, "title": title, "which": which, "page": page, "rows": rows}
    return render(request, "desk/fallback_doors.html", context)


@require_POST
@requires(Permission.HANDLE_PAPER)
def desk_fallback_close_rest(request, round_id: int):
    """The event is over: what is still on paper in the own dongs is closed as not delivered."""
    own = own_round(request, round_id)
    try:
        count = paper.close_rest(notices=own.notices, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("남은 통지 %(count)s건을 마감했습니다.") % {"count": count})
    return redirect("desk_fallback_round", round_id)


def _narrowed(own: Own, which: str) -> tuple[str, Q]:
    if which == NO_TONG:
        return _("통 미상"), queries.HOMELESS
    if which == MOVED:
        return _("이사로 돌아온 통지"), queries.OPEN & queries.RETURNED
    if which == ABSENT:
        return _("부재로 남은 통지"), queries.CARRIED & Q(paper_result=PaperResult.ABSENT)
    tong = get_object_or_404(own.tongs, pk=number_of(which))
    return str(tong), queries.CARRIED & Q(tong=tong)


def _offer_tongs(own: Own, rows: list[dict]) -> None:
    """A form beside each door; what the neighbours' tong suggests is chosen already."""
    tongs = list(own.tongs)
    likely = queries.tongs_at([row["notice"] for row in rows], own.dongs)
    for row in rows:
        pk = row["notice"].pk
        row["form"] = TongForm(
            prefix=f"n{pk}", tongs=own.tongs, listed=tongs, initial={"tong": likely.get(pk)}
        )
        row["is_likely"] = pk in likely


@require_POST
@requires(Permission.HANDLE_PAPER)
def desk_fallback_tong(request, round_id: int, pk: int):
    """Put a notice on the list of a tong."""
    own = own_round(request, round_id)
    notice = get_object_or_404(own.notices, pk=pk)
    form = TongForm(request.POST, prefix=f"n{pk}", tongs=own.tongs)
    try:
        if form.is_valid():
            paper.assign_tong(notice=notice, tong=form.cleaned_data["tong"], by=request.user)
    except ValidationError as error:
        form.add_refusal(error)
    if form.errors:
        messages.error(request, next(iter(form.errors.values()))[0])
    else:
        messages.success(request, _("통을 정했습니다. 그 통의 전달 목록에 올렸습니다."))
    if request.POST.get("back") == NO_TONG:
        return redirect("desk_fallback_doors", round_id, NO_TONG)
    return redirect("desk_fallback_notice", round_id, pk)
