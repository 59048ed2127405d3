"""The first page of the desk: today's numbers of the own dong and what waits."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from enrollment.queries import desk as queries
from enrollment.queries.consents import households_to_ask
from enrollment.queries.double_entry import for_clerk, open_entries
from enrollment.queries.households import listed
from enrollment.queries.rates import rates_of, still_since
from enrollment.queries.review import disowned, waiting
from enrollment.views.desk.frame import dongs_of
from enrollment.views.desk.shown import shown_households
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.models import AccessLog

RECENT = 5

QUEUES = {
    "guardian": (
        _("법정대리인 확인 대기"),
        _("법정대리인의 동의를 아직 확인하지 않은 세대"),
        queries.waiting_for_guardian,
    ),
    "tong": (_("통을 모르는 세대"), _("통·반이 적혀 있지 않은 세대"), queries.without_tong),
    "disputed": (
        _("신청한 적 없다는 알림"),
        _("신청한 적이 없다고 알려 와서 취소한 신청"),
        queries.disputed,
    ),
    "consent": (
        _("동의를 다시 받을 세대"),
        _("동의 내용이 바뀐 뒤 아직 답하지 않은 사람이 있는 세대"),
        households_to_ask,
    ),
    "no-contact": (
        _("연락처가 없는 세대"),
        _("서비스를 쓰는 세대원 누구에게도 연락처가 없는 세대"),
        queries.without_contact,
    ),
    "contact": (_("연락이 닿지 않는 세대"), _("휴대전화나 이메일이 수신 불가인 세대"), queries.unreachable),
}


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk(request):
    """Entered today, enrolled so far, what waits for whom."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    today = timezone.localdate()
    context = {
        "today": today,
        "counts": queries.entry_counts(dongs, request.user, today),
        "rates": rates_of(dongs, today),
        "still_since": still_since(today, dongs[0].district_id),
        "recent": queries.entered_by(request.user, dongs, today, RECENT),
        "may_view": may(request.user, Permission.VIEW_HOUSEHOLD),
        "queues": _queues(queries.own_dongs(request.user, Permission.VIEW_HOUSEHOLD)),
        "to_review": waiting(dongs).count(),
        "to_type_again": for_clerk(open_entries(dongs), request.user).count(),
    }
    return render(request, "desk/home.html", context)


def _queues(dongs) -> list[dict]:
    counts = {kind: households(dongs).count() for kind, (_label, _text, households) in QUEUES.items()}
    counts["disputed"] += disowned(dongs).count()
    return [
        {"label": label, "count": counts[kind], "url": _address(kind)}
        for kind, (label, _text, _households) in QUEUES.items()
    ]


def _address(kind: str) -> str:
    """Dead contacts are cleared up one by one, on a page of their own."""
    return reverse("desk_cleanup") if kind == "contact" else reverse("desk_waiting", args=[kind])


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_GET
def desk_waiting(request, kind: str):
    """The households behind one figure of the queue."""
    if kind not in QUEUES:
        raise Http404
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    title, text, households = QUEUES[kind]
    shown = shown_households(request, listed(households(dongs)), action=AccessLog.Action.VIEW)
    context = {"title": title, "text": text, **shown}
    return render(request, "desk/waiting.html", context)
