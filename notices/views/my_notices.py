"""`/my/notices/`: all notices to the people of an account. Signed in, opening takes one tap."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.domain.notice import viewing
from notices.enums.notice import NoticeState, RoundState, SeenBy
from notices.models import AddressedNotice
from notices.queries.my_notices import notices_of
from notices.views import notice_grant as grants
from portal.accounts.access import signed_in
from portal.common.access import client_ip

PAGE_SIZE = 20
LOOKS = {
    NoticeState.SERVING: (gettext_lazy("아직 열지 않음"), "warning"),
    NoticeState.SEEN: (gettext_lazy("열람함"), "success"),
    NoticeState.ON_PAPER: (gettext_lazy("종이로 전달 중"), "information"),
    NoticeState.HANDED_OVER: (gettext_lazy("종이로 전달함"), "success"),
    NoticeState.UNSERVED: (gettext_lazy("전달하지 못함"), "gray"),
    NoticeState.STOPPED: (gettext_lazy("취소됨"), "gray"),
}
"""A state in the words of whom the notice is for, and the tone of its badge."""


@never_cache
@require_safe
@signed_in
def my_notices(request):
    page = Paginator(notices_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "notice/my_notices.html", {"page": page, "rows": [_shown(notice) for notice in page]}
    )


def _shown(notice: AddressedNotice) -> dict:
    is_cancelled = notice.round.state == RoundState.CANCELLED
    label, tone = LOOKS[NoticeState.STOPPED if is_cancelled else NoticeState(notice.state)]
    return {
        "notice": notice,
        "label": label,
        "tone": tone,
        "may_open": bool(notice.token) and viewing.closed(notice, by_link=False) is None,
    }


@require_POST
@signed_in
def my_notice_open(request, pk: int):
    """“확인하고 열기”: being signed in is the proof; a GET, as a preview makes, opens nothing."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    if not notice.token or viewing.closed(notice, by_link=False):
        messages.warning(request, _("누리집에서 열 수 없는 통지입니다. 담당 부서에 문의해 주세요."))
        return redirect("my_notices")
    origin = client_ip(request) or ""
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT, by=request.user, origin=origin)
    grants.give(request, notice, by_account=True)
    return redirect("notice_page", notice.token)
