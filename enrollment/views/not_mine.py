"""“I never applied”: from the link of the receipt and from one's own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain import receipt_link, reverse
from enrollment.enums import ApplicationMethod, ApplicationStatus, IntakePlace, ReversalSource
from enrollment.models import Application, Service
from enrollment.views.desk.veil import MASKED
from portal.accounts.access import public, signed_in
from portal.accounts.limits import Limit, spend
from portal.common.access import client_ip
from portal.common.crypto import blind_index
from portal.common.templatetags.korean import kdate

PER_ORIGIN = (Limit(30, 60), Limit(300, 24 * 60 * 60))


@never_cache
@require_http_methods(["GET", "POST"])
@public
def receipt_link_page(request, token: str):
    """What was handed in, masked, and the two answers. Looking changes nothing."""
    origin = blind_index("receipt_link_origin", client_ip(request) or "unknown")
    if not spend("receipt_link", origin, *PER_ORIGIN):
        return _private(render(request, "claim/too_often.html", status=429))
    application = receipt_link.application_of(token)
    if application is None:
        return _private(render(request, "not_mine/unknown.html", status=404))
    if request.method == "POST":
        return _private(_answer(request, application))
    reversed_ = application.status == ApplicationStatus.REVERSED
    template = "not_mine/reversed.html" if reversed_ else "not_mine/receipt.html"
    return _private(render(request, template, {"facts": facts(application), "application": application}))


def _answer(request, application: Application):
    if request.POST.get("answer") == "no":
        reverse.reverse(application=application, source=ReversalSource.LINK)
        return redirect(request.path)
    if request.POST.get("answer") == "yes":
        if application.status != ApplicationStatus.REVERSED:
            reverse.confirm(application=application)
        return render(request, "not_mine/thanks.html", {"application": application})
    return redirect(request.path)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def my_not_mine(request, receipt_no: str):
    """The same from one's own page, for an application that carries one's name."""
    own = Application.objects.filter(person__user=request.user).exclude(method=ApplicationMethod.ONLINE)
    own = own.select_related("person__household__dong__district", "dong")
    application = get_object_or_404(own, receipt_no=receipt_no)
    if application.person.user_id != request.user.pk:
        raise PermissionDenied
    if application.status == ApplicationStatus.REVERSED:
        return render(
            request, "not_mine/reversed.html", {"facts": facts(application), "application": application}
        )
    if request.method == "POST":
        reverse.reverse(application=application, source=ReversalSource.MY, by=request.user)
        messages.success(request, _("신청을 취소했습니다. 동 주민센터에서 어떻게 된 일인지 확인합니다."))
        return redirect("my")
    return render(request, "not_mine/mine.html", {"facts": facts(application)})


def facts(application: Application) -> list[dict]:
    """What somebody needs to tell whether the application is theirs; personal values masked."""
    person = application.person
    services = Service.objects.filter(code__in=application.wanted_services)
    return [
        {"label": _("접수번호"), "value": application.receipt_no},
        {"label": _("이름"), "value": MASKED.name(person.name)},
        {"label": _("생년월일"), "value": MASKED.birth_date(person.birth_date)},
        {"label": _("주소"), "value": MASKED.address(person.household)},
        {"label": _("희망 서비스"), "value": ", ".join(str(service) for service in services) or "-"},
        {"label": _("접수처"), "value": IntakePlace(application.place).label},
        {"label": _("접수일"), "value": kdate(application.collected_on)},
    ]


def _private(response):
    response["X-Robots-Tag"] = "noindex"
    return response
