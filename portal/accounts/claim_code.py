"""Signing in for the first time by the contact on a paper form: the same code, page and limits.

Accounts knows no applications: `CONTACT_IS_CLAIMABLE`, `CLAIM_CONTACT` and `CLAIM_PAGE` name who does.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from portal.accounts import code_message, confirmed_contact, residents
from portal.accounts.enums import HandleKind


def send(request) -> None:
    """Send a code to the contact of the sign-in under way, which has no account yet."""
    process = LoginCodeVerificationProcess(LoginStageController.enter(request, LoginByCodeStage.key))
    process.state["code"] = code_message.new_code()
    get_adapter().send_sign_in_code(*_contact(process), process.state["code"])
    process.persist()


def finish(request, process: LoginCodeVerificationProcess, next_url: str | None):
    """The code came back: sign the person in, or let several who share the contact say who they are."""
    kind, value = _contact(process)
    process.abort()
    user = import_string(settings.CLAIM_CONTACT)(kind, value)
    if user is not None:
        residents.sign_in(request, user)
        return redirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))
    confirmed_contact.remember(request.session, kind, value)
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return redirect(reverse(settings.CLAIM_PAGE) + query)


def _contact(process: LoginCodeVerificationProcess) -> tuple[HandleKind, str]:
    phone = process.state.get("phone")
    return (HandleKind.MOBILE, phone) if phone else (HandleKind.EMAIL, process.state["email"])
