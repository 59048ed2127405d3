"""`/n/<token>/`: the page of one notice. It opens after the right proof; looking at it counts as nothing."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.enums import ContactKind
from enrollment.forms.online.code import CodeForm
from notices.domain import useful
from notices.domain.notice import calendar_file, document, viewing
from notices.domain.notice import request as requests
from notices.domain.reply import reply_link
from notices.enums.notice import NoticeState, RequestKind
from notices.forms.notice_page import BirthDateForm
from notices.models import AddressedNotice
from notices.views import notice_grant as grants
from portal.accounts.access import public
from portal.accounts.limits import Limit, is_spent, spend
from portal.accounts.verification import REFUSED
from portal.common.access import client_ip
from portal.common.pdf import pdf_response
from portal.common.private_page import private
from portal.common.refused import recall, remember

PER_ORIGIN = (Limit(1000, 60), Limit(50_000, 24 * 60 * 60))
WRONG_PER_ORIGIN = (Limit(100, 60), Limit(2000, 24 * 60 * 60))
"""Wide, as thousands share an address of a carrier; every page has a lock of its own."""
CODE_KEY = "notice_code"


def of_a_notice(view):
    """Find the notice of the address, unless it is closed; nothing of the person is shown on the way."""

    @wraps(view)
    def finding(request, token: str):
        notice = viewing.named_by(token)
        if notice is None:
            return private(render(request, "notice/unknown.html", status=404))
        grant = grants.held(request, notice)
        shut = viewing.closed(notice, by_link=not (grant and grant["by_account"]))
        if shut:
            context = {**sender_of(notice), "why": shut.value}
            return private(render(request, "notice/closed.html", context, status=410))
        return private(view(request, notice))

    return finding


def when_open(view):
    """Only while the session holds the grant; otherwise to the door."""

    @wraps(view)
    def opened(request, notice: AddressedNotice):
        if not grants.held(request, notice):
            return redirect("notice_page", notice.token)
        return view(request, notice)

    return opened


def sender_of(notice: AddressedNotice) -> dict:
    """What whoever has the address may know: who sent it, of which kind, and whom to call."""
    terms = notice.round.terms
    return {
        "token": notice.token,
        "office": notice.round.district.office,
        "kind": notice.round.kind,
        "contact_office": terms.contact_office,
        "contact_phone": terms.contact_phone,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_notice
def page(request, notice: AddressedNotice):
    """The door, or the document while it is open. POST is a birth date."""
    if request.method == "POST":
        return _try_birth_date(request, notice)
    if grants.held(request, notice):
        return render(request, "notice/document.html", document_context(notice))
    form = recall(request, BirthDateForm)
    return render(request, "notice/door.html", {"form": form, **_door(notice)})


def _door(notice: AddressedNotice) -> dict:
    return {
        **sender_of(notice),
        "locked_until": viewing.locked_until(notice),
        "takes_birth_date": viewing.takes_birth_date(notice),
        "kinds": list(viewing.contacts_of(notice)),
    }


def _try_birth_date(request, notice: AddressedNotice):
    form = BirthDateForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    if too_often(request):
        return render(request, "notice/too_often.html", sender_of(notice), status=429)
    typed, origin = form.cleaned_data["birth_date"], client_ip(request) or ""
    tried = viewing.try_birth_date(notice=notice, typed=typed, origin=origin)
    return _after(request, notice, form, tried, "birth_date", _("생년월일이 맞지 않습니다."))


def too_often(request) -> bool:
    """Whether this origin asks, or was wrong, more often than a whole carrier would."""
    origin = client_ip(request) or "unknown"
    allowed = spend("notice_origin", origin, *PER_ORIGIN)
    return not allowed or is_spent("notice_origin_wrong", origin, *WRONG_PER_ORIGIN)


def _after(request, notice, form, tried: viewing.Tried, field: str, wrong: str):
    if tried.opened:
        grants.give(request, notice)
        return redirect("notice_page", notice.token)
    spend("notice_origin_wrong", client_ip(request) or "unknown", *WRONG_PER_ORIGIN)
    if not tried.left:  # the door says why, and until when
        return redirect("notice_page", notice.token)
    left = _("%(left)s번 더 틀리면 한동안 열 수 없습니다.") % {"left": tried.left}
    form.add_error(field, f"{wrong} {left}")
    return _refused(request, form)


def _refused(request, form):
    remember(request, form)
    return redirect(request.path)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_notice
def code(request, notice: AddressedNotice):
    """A code to the contact the person designated, which is not shown. POST sends it or tries it."""
    if grants.held(request, notice):
        return redirect("notice_page", notice.token)
    if request.method != "POST":
        form = recall(request, CodeForm)
        sent_to = request.session.get(CODE_KEY, {}).get(str(notice.pk), "")
        return render(request, "notice/code.html", {"form": form, "sent_to": sent_to, **_door(notice)})
    if too_often(request):
        return render(request, "notice/too_often.html", sender_of(notice), status=429)
    return _send(request, notice) if "send" in request.POST else _try_code(request, notice)


def _send(request, notice: AddressedNotice):
    kind = request.POST["send"]
    if kind not in ContactKind.values:
        return redirect(request.path)
    try:
        viewing.send_code(notice=notice, kind=kind, request=request)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        request.session[CODE_KEY] = {str(notice.pk): kind}
        messages.success(request, _("인증번호를 보냈습니다. 5분 안에 입력해 주세요."))
    return redirect(request.path)


def _try_code(request, notice: AddressedNotice):
    form = CodeForm(request.POST)
    kind = request.session.get(CODE_KEY, {}).get(str(notice.pk))
    if kind is None:
        messages.warning(request, _("먼저 인증번호를 받아 주세요."))
        return redirect(request.path)
    if not form.is_valid():
        return _refused(request, form)
    tried = viewing.try_code(
        notice=notice, kind=kind, typed=form.cleaned_data["code"], origin=client_ip(request) or ""
    )
    return _after(request, notice, form, tried, "code", str(REFUSED))


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
