"""`/n/<token>/`: the page of one notice. It opens after the right proof; looking at it counts as nothing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.enums import ContactKind
from enrollment.forms.online.code import CodeForm
from notices.domain.notice import viewing
from notices.forms.notice_page import BirthDateForm
from notices.models import AddressedNotice
from notices.views import notice_grant as grants
from notices.views.notice_document import document_context
from notices.views.notice_frame import WRONG_PER_ORIGIN, of_a_notice, sender_of, too_often
from portal.accounts.access import public
from portal.accounts.limits import spend
from portal.accounts.verification import REFUSED
from portal.common.access import client_ip
from portal.common.refused import recall, remember

CODE_KEY = "notice_code"


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
