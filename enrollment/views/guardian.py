"""The page on which a guardian confirms a child's paper application, by a code to the guardian's phone."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.domain import guardian
from enrollment.enums import ContactKind
from enrollment.forms.guardian import GuardianCodeForm
from enrollment.models import Application, Service
from portal.accounts.access import public
from portal.accounts.verification import REFUSED, check_code, send_code
from portal.common import masking
from portal.common.refused import recall, remember


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def confirm(request, token: str):
    """What the child applied for, masked; a yes or no to each consent with a code, or the end of it all."""
    application = guardian.waiting_at(token)
    if application is None:
        return _private(render(request, "guardian/unknown.html", status=404))
    if request.method == "POST" and "send" in request.POST:
        return _send(request, application, token)
    if request.method == "POST" and "refuse" in request.POST:
        return _refuse(request, application, token)
    if request.method == "POST":
        return _check_code(request, application, token)
    form = recall(request, partial(GuardianCodeForm, application=application))
    return _private(render(request, "guardian/confirm.html", {"form": form, **_facts(application)}))


def _check_code(request, application: Application, token: str):
    form = GuardianCodeForm(request.POST, application=application)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        if check_code(kind=ContactKind.MOBILE, value=application.guardian_phone, code=typed):
            is_done = _confirm(request, application, form.agreed)
            return redirect("guardian_done") if is_done else redirect("guardian", token)
        form.add_error("code", REFUSED)
    remember(request, form)
    return redirect("guardian", token)


def _confirm(request, application: Application, agreed: list[str]) -> bool:
    try:
        guardian.confirm(application=application, agreed=agreed, evidence={})
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return False
    return True


def _refuse(request, application: Application, token: str):
    try:
        guardian.refuse(application=application)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("guardian", token)
    return redirect("guardian_refused")


def _send(request, application: Application, token: str):
    try:
        send_code(kind=ContactKind.MOBILE, value=application.guardian_phone, request=request)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("인증번호를 보냈습니다. 5분 안에 입력해 주세요."))
    return redirect("guardian", token)


def _facts(application: Application) -> dict:
    """Whoever holds only the address learns a masked name and number."""
    return {
        "child": masking.name(application.person.name),
        "phone": masking.mobile(application.guardian_phone),
        "dong": application.dong,
        "collected_on": application.collected_on,
        "services": Service.objects.filter(code__in=application.wanted_services),
    }


@never_cache
@require_safe
@public
def done(request):
    """The child's services have started."""
    return _private(render(request, "guardian/done.html"))


@never_cache
@require_safe
@public
def refused(request):
    """The child's application has ended."""
    return _private(render(request, "guardian/refused.html"))


def _private(response):
    response["X-Robots-Tag"] = "noindex"
    return response
