"""Asking about a notice: a deferral after it was opened; “not me” also by somebody who cannot open it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notices.domain.notice import request as requests
from notices.enums.notice import RequestKind
from notices.forms.notice_page import DeferralForm, NotMeForm
from notices.models import AddressedNotice
from notices.views import notice_grant as grants
from notices.views.notice_frame import of_a_notice, sender_of, too_often, when_open
from portal.accounts.access import public
from portal.common.refused import recall, remember
from portal.common.templatetags.korean import kdate_w


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_notice
@when_open
def defer(request, notice: AddressedNotice):
    return _page(request, notice, RequestKind.DEFERRAL, DeferralForm, "notice/defer.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_notice
def not_me(request, notice: AddressedNotice):
    return _page(request, notice, RequestKind.NOT_ME, NotMeForm, "notice/not_me.html")


def _page(request, notice: AddressedNotice, kind: RequestKind, form_class, template: str):
    if request.method == "POST":
        return _ask(request, notice, kind, form_class(request.POST))
    context = {
        **sender_of(notice),
        "form": recall(request, partial(form_class)),
        "problem": requests.why_not(notice, kind),
        "due_on": requests.due_on(notice),
    }
    return render(request, template, context)


def _ask(request, notice: AddressedNotice, kind: RequestKind, form):
    if too_often(request):
        return render(request, "notice/too_often.html", sender_of(notice), status=429)
    if form.is_valid():
        proven = grants.held(request, notice) is not None
        by = request.user if request.user.is_authenticated else None
        try:
            asked = requests.ask(
                notice=notice, kind=kind, text=form.cleaned_data["text"], by=by, proven=proven
            )
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return _asked(request, notice, kind, asked)
    remember(request, form)
    return redirect(request.path)


def _asked(request, notice: AddressedNotice, kind: RequestKind, asked):
    if kind == RequestKind.NOT_ME:
        grants.end(request, notice)
    else:
        told = _("연기 신청을 접수했습니다. %(day)s까지 답을 드립니다.") % {"day": kdate_w(asked.due_on)}
        messages.success(request, told)
    return redirect("notice_page", notice.token)
