"""Paper first, account later: the pages a resident opens on a phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain import claim
from enrollment.forms.claim import ClaimCodeForm, WhoForm
from portal.accounts import confirmed_contact, residents
from portal.accounts.access import public
from portal.accounts.limits import Limit, spend
from portal.common import masking
from portal.common.access import client_ip
from portal.common.crypto import blind_index
from portal.common.views import safe_next_or

PER_ORIGIN = (Limit(10, 60), Limit(60, 24 * 60 * 60))


@never_cache
@require_http_methods(["GET", "POST"])
@public
def claim_person(request):
    """Say who one is among the people of a phone or mailbox: by name and birth date, none of them shown."""
    contacts = _confirmed(request)
    if not contacts:
        messages.warning(request, _("연락처를 확인한 지 오래되었습니다. 인증번호를 다시 받아 주세요."))
        return redirect("account_login")
    form = WhoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = _claimed(form, contacts)
        if user is not None:
            confirmed_contact.forget(request.session)
            if request.user != user:
                residents.sign_in(request, user)
            messages.success(request, _("신청한 내역을 이 계정에 연결했습니다."))
            return redirect(safe_next_or(request, "my"))
    return render(request, "claim/person.html", {"form": form, "next": request.GET.get("next", "")})


def _confirmed(request) -> list[tuple[str, str]]:
    """Contacts that are the visitor's: the one confirmed just now, or those the visitor signs in with."""
    just_now = confirmed_contact.recall(request.session)
    if just_now:
        return [just_now]
    if not request.user.is_authenticated:
        return []
    return [(handle.kind, handle.value) for handle in request.user.handles.order_by("-kind")]


def _claimed(form: WhoForm, contacts: list[tuple[str, str]]):
    """The account, or None with the reason at the field."""
    problem = None
    for kind, value in contacts:
        try:
            return claim.claim_by_birth_date(kind, value, **form.cleaned_data)
        except ValidationError as error:
            problem = error
    form.add_error(None, problem)
    return None


@never_cache
@require_http_methods(["GET", "POST"])
@public
def claim_code(request):
    """Type the code of the text message by hand; who can sign in by the contact on the form is told so."""
    form = ClaimCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            form.add_error("code", _("번호를 너무 자주 입력했습니다. 1분 뒤에 다시 입력해 주세요."))
        elif claim.invited(form.cleaned_data["code"]) is None:
            form.add_error("code", claim.SPENT)
        else:
            return redirect("claim_invited", form.cleaned_data["code"])
    return render(request, "claim/code.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
@public
def claim_invited(request, code: str):
    """The link of the text message. Looking changes nothing: programs that fetch links must not use it up."""
    if not _may_try(request):
        return _private(render(request, "claim/too_often.html", status=429))
    invitation = claim.invited(code)
    if invitation is None:
        return _private(render(request, "claim/spent.html", {"problem": claim.SPENT}, status=404))
    if request.method == "POST":
        try:
            user = claim.redeem(code=code)
        except ValidationError as error:
            return _private(render(request, "claim/spent.html", {"problem": error.messages[0]}, status=404))
        residents.sign_in(request, user)
        messages.success(
            request, _("계정을 연결했습니다. 다음부터는 이 번호로 인증번호를 받아 로그인합니다.")
        )
        return redirect("my")
    person = invitation.person
    context = {
        "name": masking.name(person.name),
        "dong": person.household.dong,
        "mobile": masking.mobile(invitation.mobile),
    }
    return _private(render(request, "claim/invited.html", context))


def _may_try(request) -> bool:
    origin = blind_index("claim_origin", client_ip(request) or "unknown")
    return spend("claim_code", origin, *PER_ORIGIN)


def _private(response):
    """The address is the key: it goes into no index; the site's referrer policy keeps it from other sites."""
    response["X-Robots-Tag"] = "noindex"
    return response
