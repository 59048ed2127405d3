"""The document of a notice while it is open: as a file, for a calendar, signed, closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.domain import useful
from notices.domain.notice import calendar_file, document, viewing
from notices.domain.notice import request as requests
from notices.domain.reply import reply_link
from notices.enums.notice import NoticeState, RequestKind
from notices.models import AddressedNotice
from notices.views import notice_grant as grants
from notices.views.notice_frame import of_a_notice, sender_of, when_open
from portal.accounts.access import public
from portal.common.pdf import pdf_response


def document_context(notice: AddressedNotice) -> dict:
    """The document and what can be done with it."""
    return {
        **sender_of(notice),
        "notice": notice,
        "round": notice.round,
        "document": document.content_of(notice),
        "may_sign": viewing.may_sign(notice),
        "is_served": notice.state == NoticeState.SEEN,
        "on_paper": notice.state == NoticeState.ON_PAPER,
        "requests": list(notice.requests.order_by("-id")),
        "say_url": reply_link.url(notice, notice.person),
        "said_useful": useful.said(useful.reader_of(notice)),
        "may_defer": not requests.why_not(notice, RequestKind.DEFERRAL),
        "may_say_not_me": not requests.why_not(notice, RequestKind.NOT_ME),
    }


@never_cache
@require_safe
@public
@of_a_notice
@when_open
def document_file(request, notice: AddressedNotice):
    """The document as a tagged PDF."""
    return pdf_response(document.pdf(notice), f"notice-{notice.document_hash[:8]}.pdf")


@never_cache
@require_safe
@public
@of_a_notice
@when_open
def calendar(request, notice: AddressedNotice):
    """The days of the notice for a calendar."""
    response = HttpResponse(calendar_file.ics(notice), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="notice-{notice.document_hash[:8]}.ics"'
    return response


@require_POST
@public
@of_a_notice
@when_open
def sign(request, notice: AddressedNotice):
    """The receipt slip, by a tap."""
    try:
        is_first = viewing.sign(notice=notice, by=request.user if request.user.is_authenticated else None)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if is_first:
            messages.success(request, _("수령증에 서명했습니다. 통지를 받은 것으로 기록했습니다."))
    return redirect("notice_page", notice.token)


@require_POST
@public
@of_a_notice
def close(request, notice: AddressedNotice):
    """On a telephone others use: shut the page before its time is over."""
    grants.end(request, notice)
    messages.info(request, _("통지서를 닫았습니다. 다시 보려면 본인 확인을 해 주세요."))
    return redirect("notice_page", notice.token)
