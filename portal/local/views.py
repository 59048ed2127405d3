"""The outbox of a local run: read the mail and the texts that would have reached people."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.access import public
from portal.accounts.models import User
from portal.local.demo import resident_contacts
from portal.local.demo_accounts import ACCOUNTS, PASSWORD
from portal.local.forms import OutboxSearch
from portal.local.outbox import Letter, Listing
from portal.local.outbox_store import MailStore, SmsStore
from portal.local.second_factor import current_totp_code

PAGE_SIZE = 30


@require_safe
@never_cache
@public
def mail_list(request: HttpRequest) -> HttpResponse:
    store = MailStore(settings.OUTBOX_DIR)
    context = _search(request, store)
    context["letters"] = [Letter(mail) for mail in context["page"]]
    return render(request, "local/outbox_mail.html", context | _tabs("outbox"))


@require_safe
@never_cache
@public
def sms_list(request: HttpRequest) -> HttpResponse:
    context = _search(request, SmsStore(settings.OUTBOX_DIR))
    return render(request, "local/outbox_sms.html", context | _tabs("outbox_sms"))


@require_safe
@never_cache
@public
def account_list(request: HttpRequest) -> HttpResponse:
    """Everybody's password and second factor: these accounts exist in demonstrations only."""
    users = {
        user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])
    }
    rows = [
        {"account": account, "role": account.role.label, "code": _code(users[account.email])}
        for account in ACCOUNTS
        if account.email in users
    ]
    resident = resident_contacts()
    context = {"rows": rows, "password": PASSWORD, "resident": [resident[kind] for kind in sorted(resident)]}
    return render(request, "local/outbox_accounts.html", context | _tabs("outbox_accounts"))


@require_safe
@never_cache
@public
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        mail = MailStore(settings.OUTBOX_DIR).get(pk)
    except LookupError as error:
        raise Http404 from error
    return render(request, "local/outbox_letter.html", {"letter": Letter(mail)})


def _search(request: HttpRequest, store: MailStore | SmsStore) -> dict:
    search = OutboxSearch(request.GET)
    page = Paginator(Listing(store, search.fragment), PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "search": search, "filtered": bool(search.fragment)}


def _tabs(active: str) -> dict:
    labels = {"outbox": _("이메일"), "outbox_sms": _("문자"), "outbox_accounts": _("시연 계정")}
    return {
        "tabs": [
            {"label": label, "url": reverse(name), "active": name == active} for name, label in labels.items()
        ]
    }


def _code(user: User) -> tuple[str, int] | None:
    """The second factor of this moment and the seconds it holds; None for an account without one."""
    try:
        return current_totp_code(user)
    except Authenticator.DoesNotExist:
        return None
