"""`/audit/destruction/`: what was destroyed at the end of its retention period. Numbers only."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.models import DestructionLog

PER_PAGE = 50
WORDS = {
    "person": _("주민의 이름과 생년월일"),
    "contact": _("연락처"),
    "household": _("세대의 주소와 세대주 이름"),
    "account": _("로그인 계정"),
    "import_row": _("명단 파일의 반려된 행"),
    "recipient_list_row": _("올린 명단의 행"),
    "waiting": _("결정하지 못한 신청"),
    "notice": _("통지와 그 증거"),
    "notice_roll": _("보내지 않은 통지의 명단 행"),
    "reply": _("의견과 답변, 함께 보낸 파일"),
    "ballot_text": _("설문에 적은 글"),
    "evidence_period": _("증거 보관 기간 끝남"),
    "notice_roll_kept": _("보내지 않은 명단의 보유 기간 끝남"),
    "reply_kept": _("의견의 보유 기간 끝남"),
    "poll_text_kept": _("설문에 적은 글의 보유 기간 끝남"),
    "waiting_kept": _("신청의 확인 기한 지남"),
    "retention_after_leaving": _("탈퇴 뒤 보유 기간 끝남"),
    "import_kept": _("명단 파일의 보유 기간 끝남"),
    "recipient_list_kept": _("올린 명단의 보유 기간 끝남"),
}


@require_safe
@requires(Permission.REVIEW_ACCESS_LOG)
def destruction(request):
    """The log, newest first."""
    page = Paginator(DestructionLog.objects.order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "entry": entry,
            "what": WORDS.get(entry.what, entry.what),
            "basis": WORDS.get(entry.basis, entry.basis),
        }
        for entry in page
    ]
    context = {"page": page, "rows": rows, "days": settings.RETENTION_DAYS_AFTER_LEAVING}
    return render(request, "accounts/destruction.html", context)
