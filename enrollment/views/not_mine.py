"""“I never applied”: from the link of the receipt and from one's own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain import receipt_link, reverse, review
from enrollment.domain.waiting import filled_in
from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    IntakePlace,
    RejectReason,
    ReversalSource,
    ReviewState,
)
from enrollment.models import Application, Household, Service, WaitingApplication
from enrollment.veil import MASKED
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
    named = receipt_link.named_by(token)
    if named is None:
        return _private(render(request, "not_mine/unknown.html", status=404))
    if request.method == "POST":
        return _private(_answer(request, named))
    return _private(_waiting_page(request, named) if _waits(named) else _page(request, named))


def _page(request, application: Application):
    reversed_ = application.status == ApplicationStatus.REVERSED
    template = "not_mine/reversed.html" if reversed_ else "not_mine/receipt.html"
    context = {
        "facts": facts(application),
        "application": application,
        "is_confirmed": reverse.is_confirmed(application),
    }
    return render(request, template, context)


def _waiting_page(request, waiting: WaitingApplication):
    """What waits is shown like any other; of what was not accepted nothing is left to show."""
    if waiting.state == ReviewState.WAITING:
        context = {"facts": waiting_facts(waiting), "application": waiting}
        return render(request, "not_mine/receipt.html", context)
    disowned = waiting.reject_reason == RejectReason.NOT_APPLIED
    template = "not_mine/reversed.html" if disowned else "not_mine/refused.html"
    return render(request, template, {"application": waiting})


def _waits(named: Application | WaitingApplication) -> bool:
    return isinstance(named, WaitingApplication)


def _answer(request, named: Application | WaitingApplication):
    if request.POST.get("answer") == "no":
        try:
            _take_back(named)
        except review.AlreadyDecided:
            messages.info(request, _("그 사이에 접수한 신청입니다. 내용을 보고 다시 알려 주세요."))
    elif request.POST.get("answer") == "yes":
        if not _waits(named) and named.status != ApplicationStatus.REVERSED:
            reverse.confirm(application=named)
        return render(request, "not_mine/thanks.html", {"application": named})
    return redirect(request.path)


def _take_back(named: Application | WaitingApplication) -> None:
    if _waits(named):
        review.disown(waiting=named)
    else:
        reverse.reverse(application=named, source=ReversalSource.LINK)


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
    who = (person.name, person.birth_date, person.household)
    return _facts(application.receipt_no, who, application.wanted_services, application)


def waiting_facts(waiting: WaitingApplication) -> list[dict]:
    """The same of one that waits for a decision."""
    form, intake = filled_in(waiting)
    home = Household(road_address=form.road_address, address_detail=form.address_detail)
    return _facts(waiting.receipt_no, (form.name, form.birth_date, home), form.services, intake)


def _facts(receipt_no: str, who: tuple, services, intake) -> list[dict]:
    name, birth_date, home = who
    wanted = Service.objects.filter(code__in=services)
    return [
        {"label": _("접수번호"), "value": receipt_no},
        {"label": _("이름"), "value": MASKED.name(name)},
        {"label": _("생년월일"), "value": MASKED.birth_date(birth_date)},
        {"label": _("주소"), "value": MASKED.address(home)},
        {"label": _("희망 서비스"), "value": ", ".join(str(service) for service in wanted) or "-"},
        {"label": _("접수처"), "value": IntakePlace(intake.place).label},
        {"label": _("접수일"), "value": kdate(intake.collected_on)},
    ]


def _private(response):
    response["X-Robots-Tag"] = "noindex"
    return response
