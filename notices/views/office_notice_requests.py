"""`/office/notice-requests/`: what people ask about their notices, by due day, and the answer."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.notice import request as requests
from notices.enums.notice import RequestState
from notices.forms.notice_page import AnswerForm
from notices.models import NoticeRequest
from notices.queries.notice_requests import DONE, OPEN, days_left, of_tab, visible_to
from notices.views.office_common import tell
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.refused import recall, remember

PAGE_SIZE = 30


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def request_list(request):
    tab = DONE if request.GET.get("state") == DONE else OPEN
    rows = visible_to(request.user)
    page = Paginator(of_tab(rows, tab), PAGE_SIZE).get_page(request.GET.get("page"))
    left = days_left(asked.due_on for asked in page)
    _log(request, [asked.notice.person_id for asked in page if asked.notice.person_id])
    return render(
        request,
        "notice/office_requests.html",
        {
            "page": page,
            "rows": [{"asked": asked, **_masked(asked), "left": left[asked.due_on]} for asked in page],
            "tabs": [
                {
                    "label": label,
                    "url": f"{reverse('office_notice_requests')}?state={name}",
                    "active": name == tab,
                    "count": of_tab(rows, name).count() if name == OPEN else "",
                }
                for name, label in ((OPEN, _("답변 대기")), (DONE, _("답변함")))
            ],
        },
    )


def _masked(asked: NoticeRequest) -> dict:
    return {"name": masking.name(asked.notice.name) if asked.notice.name else ""}


def _log(request, ids: list[int]) -> None:
    log_access(request, action=AccessLog.Action.VIEW, subject_type="person", subject_ids=ids)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_NOTICES)
def one_request(request, pk: int):
    """What is asked, masked but for the person's own words; POST is the answer."""
    asked = get_object_or_404(visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _answer(request, asked)
    _log(request, [asked.notice.person_id] if asked.notice.person_id else [])
    return render(
        request,
        "notice/office_request.html",
        {
            "path": [
                {"label": _("통지 요청"), "url": reverse("office_notice_requests")},
                {"label": asked.get_kind_display()},
            ],
            "asked": asked,
            "notice": asked.notice,
            "round": asked.notice.round,
            **_masked(asked),
            "left": days_left([asked.due_on])[asked.due_on],
            "form": recall(request, partial(AnswerForm, kind=asked.kind)),
            "may_answer": asked.state == RequestState.WAITING
            and may(request.user, Permission.DRAFT_NOTICE, asked.notice.round),
        },
    )


def _answer(request, asked: NoticeRequest):
    get_object_or_404(visible_to(request.user, Permission.DRAFT_NOTICE), pk=asked.pk)
    form, result = AnswerForm(request.POST, kind=asked.kind), request.POST.get("result")
    if not form.is_valid() or result not in (RequestState.GRANTED, RequestState.REFUSED):
        remember(request, form)
        return redirect(request.path)
    granted = result == RequestState.GRANTED
    try:
        requests.answer(request=asked, granted=granted, text=form.cleaned_data["text"], by=request.user)
    except ValidationError as error:
        tell(request, error)
        return redirect(request.path)
    messages.success(request, _("답변을 적고 주민에게 알렸습니다."))
    return redirect("office_notice_requests")
