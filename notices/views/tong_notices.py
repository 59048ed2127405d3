"""Notices a tong leader carries, on a phone: door, result, confirm.

Never a resident register: only open notices of the own tong, the name masked, gone as soon as one is handed
over, seen electronically or closed.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.queries.tongs import own_tongs
from notices.domain.notice import paper
from notices.doors import in_walking_order
from notices.enums.notice import PaperResult
from notices.enums.paper import Receiver
from notices.models import AddressedNotice
from notices.queries import paper as queries
from notices.slip_no import slip_no
from notices.views.deadline import deadline_of
from notices.views.fallback_frame import log_look, shown
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.models import AccessLog

ADDRESSES = {
    "in-person": PaperResult.IN_PERSON,
    "family": PaperResult.TO_FAMILY,
    "absent": PaperResult.ABSENT,
    "moved": PaperResult.MOVED,
}


@require_safe
@requires(Permission.VIEW_OWN_TONG)
@never_cache
def tong_notices(request):
    """The doors still to visit, round by round, in walking order."""
    if not own_tongs(request.user).exists():
        raise PermissionDenied
    notices = list(queries.carried_by(request.user))
    log_look(request, notices, action=AccessLog.Action.VIEW)
    context = {"parts": _parts(notices), "count": len(notices)}
    return render(request, "tong/notices.html", context)


def _parts(notices: list[AddressedNotice]) -> list[dict]:
    """A part for each round and tong; the round whose time runs out first comes first."""
    parts: dict[tuple, list[AddressedNotice]] = {}
    for notice in notices:
        parts.setdefault((notice.round.serve_by, notice.round_id, notice.tong.number), []).append(notice)
    return [
        {
            "round": found[0].round,
            "tong": found[0].tong,
            "deadline": deadline_of(found[0].round),
            "rows": [shown(notice) for notice in in_walking_order(found)],
        }
        for _key, found in sorted(parts.items())
    ]


@require_safe
@requires(Permission.VIEW_OWN_TONG)
@never_cache
def tong_notice(request, pk: int):
    """One door: what came of it?"""
    notice = get_object_or_404(queries.of_bearer(request.user), pk=pk)
    if not _is_carried(notice, request.user):
        return _gone(request)
    log_look(request, [notice], action=AccessLog.Action.VIEW)
    context = {"row": shown(notice), "choices": ADDRESSES.items()}
    return render(request, "tong/notice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_OWN_TONG)
@never_cache
def tong_notice_result(request, pk: int, result: str):
    """The last tap: confirm; of the family, who took it."""
    notice = get_object_or_404(queries.of_bearer(request.user), pk=pk)
    if result not in ADDRESSES:
        raise Http404
    if request.method == "POST":
        return _record(request, notice, ADDRESSES[result])
    if not _is_carried(notice, request.user):
        return _gone(request)
    log_look(request, [notice], action=AccessLog.Action.VIEW)
    is_family = ADDRESSES[result] == PaperResult.TO_FAMILY
    context = {
        "row": shown(notice),
        "result": ADDRESSES[result],
        "receivers": Receiver.choices if is_family else [],
        "is_absent": ADDRESSES[result] == PaperResult.ABSENT,
        "is_moved": ADDRESSES[result] == PaperResult.MOVED,
    }
    return render(request, "tong/notice_result.html", context)


def _record(request, notice: AddressedNotice, result: PaperResult):
    known = request.POST.get("known_results", "")
    try:
        paper.record(
            notice=notice,
            result=result,
            receiver=request.POST.get("receiver", ""),
            known_results=int(known) if known.isdecimal() and len(known) < 6 else notice.results,
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        if hasattr(error, "error_dict"):
            return redirect("tong_notice", notice.pk)
    else:
        told = {"no": slip_no(notice), "result": result.label}
        messages.success(request, _("%(no)s번: %(result)s(으)로 적었습니다.") % told)
    return redirect("tong_notices")


def _is_carried(notice: AddressedNotice, user) -> bool:
    return queries.carried_by(user).filter(pk=notice.pk).exists()


def _gone(request):
    """Nothing is told about a notice that is closed, not even the door."""
    messages.info(request, _("이미 끝난 통지입니다. 목록에서 다시 골라 주세요."))
    return redirect("tong_notices")
