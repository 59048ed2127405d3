"""One notice on paper at the desk: what happened to it, its result, giving it up."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.domain.notice import paper
from notices.doors import door_of
from notices.enums.notice import NoticeState, PaperResult
from notices.evidence_words import line_of
from notices.forms.paper import DongForm, ResultForm, TakeBackForm, TongForm, UnservedForm
from notices.models import AddressedNotice, NoticeEvent
from notices.queries import paper as queries
from notices.views.fallback_frame import Own, described, log_look, own_round, shown
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.models import AccessLog


@require_safe
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_notice(request, round_id: int, pk: int):
    own = own_round(request, round_id)
    return _page(request, own, get_object_or_404(described(own.notices), pk=pk))


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_result(request, round_id: int, pk: int):
    """What came of carrying it."""
    return _answer(
        request,
        round_id,
        pk,
        result_form=ResultForm(request.POST),
        act=paper.record,
        done=_("결과를 적었습니다."),
    )


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_unserved(request, round_id: int, pk: int):
    """Give it up, with a reason."""
    return _answer(
        request,
        round_id,
        pk,
        unserved_form=UnservedForm(request.POST),
        act=paper.close_unserved,
        done=_("전달하지 못한 것으로 마감했습니다."),
    )


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_take_back(request, round_id: int, pk: int):
    """A result typed for the wrong notice is taken back, with a reason."""
    return _answer(
        request,
        round_id,
        pk,
        take_back_form=TakeBackForm(request.POST),
        act=paper.take_back,
        done=_("결과를 되돌렸습니다. 통지는 다시 전달 목록에 있습니다."),
    )


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_dong(request, round_id: int, pk: int):
    """The person moved within the district: the other dong carries it."""
    own = own_round(request, round_id)
    notice = get_object_or_404(described(own.notices), pk=pk)
    form = DongForm(request.POST, dongs=queries.other_dongs(notice))
    if form.is_valid():
        dong = form.cleaned_data["dong"]
        try:
            paper.hand_to_dong(notice=notice, dong=dong, by=request.user)
        except ValidationError as error:
            form.add_refusal(error)
        else:
            text = _("%(dong)s에 보냈습니다. 그 동의 ‘통 미상’ 목록에 있습니다.")
            messages.success(request, text % {"dong": dong})
            return redirect("desk_fallback_round", round_id)
    return _page(request, own, notice, dong_form=form)


def _answer(request, round_id: int, pk: int, *, act, done: str, **forms):
    """Do what a form of the page asks, or show the page again with what was typed. `forms`: the one sent."""
    own = own_round(request, round_id)
    notice = get_object_or_404(described(own.notices), pk=pk)
    [form] = forms.values()
    if form.is_valid():
        try:
            act(notice=notice, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_refusal(error)
        else:
            messages.success(request, done)
            return redirect("desk_fallback_notice", round_id, pk)
    return _page(request, own, notice, **forms)


def _page(
    request,
    own: Own,
    notice: AddressedNotice,
    *,
    result_form=None,
    unserved_form=None,
    take_back_form=None,
    dong_form=None,
):
    log_look(request, [notice], action=AccessLog.Action.VIEW)
    initial = {"tong": notice.tong_id}
    is_returned = notice.paper_result == PaperResult.MOVED
    newer = queries.moved_to(notice) if is_returned else None
    dong = {"dong": newer and newer.dong_id}
    context = {
        "round": own.round,
        "row": shown(notice),
        "notice": notice,
        "is_open": own.is_open and notice.state == NoticeState.ON_PAPER,
        "is_returned": is_returned,
        "result_form": result_form or ResultForm(initial={"known_results": notice.results}),
        "unserved_form": unserved_form or UnservedForm(),
        "take_back_form": take_back_form or TakeBackForm(),
        "may_take_back": own.is_open and notice.state in (NoticeState.HANDED_OVER, NoticeState.UNSERVED),
        "tong_form": TongForm(prefix=f"n{notice.pk}", tongs=own.tongs, initial=initial),
        "dong_form": dong_form or DongForm(dongs=queries.other_dongs(notice), initial=dong),
        "newer_address": newer
        and door_of(f"{newer.road_address}, {newer.address_detail}", own.round.district),
        "newer_dong": newer and newer.dong,
        "events": [_event(event) for event in queries.course_of(notice)],
    }
    return render(request, "desk/fallback_notice.html", context)


def _event(event: NoticeEvent) -> dict:
    line = line_of(event)
    by = event.actor.name if event.actor else ""
    return {"label": line.label, "when": line.at, "by": by, "text": line.text}
