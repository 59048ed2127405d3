"""The outbox of a local run: read the mail and the texts that would have reached people."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.domain import bounces
from portal.accounts.access import public
from portal.accounts.models import User
from portal.local.demo import resident_contacts
from portal.local.demo_accounts import ACCOUNTS, PASSWORD
from portal.local.forms import LetterAnswer, OutboxSearch, PhoneText
from portal.local.outbox import Letter, Listing
from portal.local.outbox_store import MailStore, SmsStore
from portal.local.second_factor import current_totp_code
from portal.local.sms_inbound import NotTaken, send_from_phone

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
    return _sms_page(request, PhoneText())


@require_POST
@never_cache
@public
def send_text(request: HttpRequest) -> HttpResponse:
    """Hand a text in through the gateway, as if a phone had sent it."""
    form = PhoneText(request.POST)
    if form.is_valid():
        try:
            send_from_phone(settings.SMS_URL, form.cleaned_data["sender"], form.cleaned_data["text"])
        except NotTaken:
            form.add_error(None, _("문자 게이트웨이가 받지 않았습니다. 로그를 확인해 주세요."))
        else:
            messages.success(request, _("문자를 보냈습니다. 직원의 의견 목록에서 볼 수 있습니다."))
            return redirect("outbox_sms")
    return _sms_page(request, form)


def _sms_page(request: HttpRequest, form: PhoneText) -> HttpResponse:
    context = _search(request, SmsStore(settings.OUTBOX_DIR))
    return render(request, "local/outbox_sms.html", context | _tabs("outbox_sms") | {"form": form})


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
    return render(request, "local/outbox_letter.html", {"letter": _letter(pk), "form": LetterAnswer()})


@require_POST
@never_cache
@public
def answer_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a mail as its reader: the answer is taken in as if it had come to the mailbox."""
    letter = _letter(pk)
    if not letter.reply_to:
        raise Http404
    form = LetterAnswer(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "local/outbox_letter.html", {"letter": letter, "form": form})
    bounces.take(form.mail(letter, timezone.localtime()))
    messages.success(request, _("답장을 보냈습니다. 직원의 의견 목록에서 볼 수 있습니다."))
    return redirect("outbox_letter", pk)


def _letter(pk: int) -> Letter:
    try:
        return Letter(MailStore(settings.OUTBOX_DIR).get(pk))
    except LookupError as error:
        raise Http404 from error


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
