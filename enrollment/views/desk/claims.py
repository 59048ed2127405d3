"""At the desk: linking an account to a record made on paper, and taking back what nobody applied for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enrollment.domain import claim, reverse, review
from enrollment.enums import ApplicationStatus, ReversalSource
from enrollment.forms.claim import DeskClaimForm, NotMineForm
from enrollment.models import Application, Reversal
from enrollment.queries.desk import own_dongs
from enrollment.queries.reversals import waiting_reversals
from enrollment.queries.review import disowned, of_dongs
from enrollment.views.desk.frame import dongs_of
from enrollment.views.not_mine import facts
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog

PAGE_SIZE = 20


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_claim(request):
    """Send the one-time code to the phone the person holds, after checking who it is."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    form = DeskClaimForm(request.POST if request.method == "POST" else None, dongs=dongs)
    if request.method == "POST":
        if form.is_valid():
            return _invite(request, form)
        _log(request, [])
    return render(request, "desk/claim.html", {"form": form, "minutes": claim.MINUTES_VALID})


def _invite(request, form: DeskClaimForm):
    _log(request, [form.application.person_id])
    mobile = form.cleaned_data["mobile"]
    claim.invite(
        application=form.application,
        mobile=mobile,
        document=form.cleaned_data["document"],
        keeps_account=form.cleaned_data["keeps_account"],
        by=request.user,
    )
    message = _("%(mobile)s(으)로 계정 연결 문자를 보냈습니다. %(minutes)s분 안에 눌러 달라고 안내해 주세요.")
    messages.success(request, message % {"mobile": masking.mobile(mobile), "minutes": claim.MINUTES_VALID})
    return redirect("desk_claim")


def _log(request, person_ids: list[int]) -> None:
    log_access(request, action=AccessLog.Action.SEARCH, subject_type="person", subject_ids=person_ids)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_not_mine(request, receipt_no: str):
    """Somebody says at the desk or by telephone that an application is not theirs."""
    own = Application.objects.filter(
        person__household__dong__in=own_dongs(request.user, Permission.ENTER_APPLICATION)
    )
    own = own.select_related("person__household__dong__district", "dong")
    application = get_object_or_404(own.exclude(person__erased_at__isnull=False), receipt_no=receipt_no)
    household = application.person.household
    log_access(request, action=AccessLog.Action.VIEW, subject_type="household", subject_ids=[household.pk])
    form = NotMineForm(request.POST if request.method == "POST" else None)
    is_open = application.status != ApplicationStatus.REVERSED
    if request.method == "POST" and is_open and form.is_valid():
        reverse.reverse(
            application=application,
            source=ReversalSource.DESK,
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("신청을 취소했습니다. ‘신청한 적 없다는 알림’에서 확인해 주세요."))
        return redirect("desk_disputed")
    context = {"form": form, "facts": facts(application), "household": household, "is_open": is_open}
    return render(request, "desk/not_mine.html", context)


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_GET
def desk_disputed(request):
    """Applications of the own dongs that were taken back and that nobody has looked into yet."""
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    page = Paginator(waiting_reversals(dongs), PAGE_SIZE).get_page(request.GET.get("page"))
    ids = sorted({row.application.person.household_id for row in page})
    log_access(request, action=AccessLog.Action.VIEW, subject_type="household", subject_ids=ids)
    cases = disowned(dongs)
    if cases:
        ids = [case.pk for case in cases]
        log_access(request, action=AccessLog.Action.VIEW, subject_type="waiting_application", subject_ids=ids)
    deciding = own_dongs(request.user, Permission.ENTER_APPLICATION)
    context = {"page": page, "cases": cases, "deciding": set(deciding.values_list("pk", flat=True))}
    return render(request, "desk/disputed.html", context)


@requires(Permission.ENTER_APPLICATION)
@require_POST
def desk_disowned_seen(request, case_id: int):
    """Take one that had not been accepted off the list."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    review.look_into(waiting=get_object_or_404(of_dongs(dongs), pk=case_id), by=request.user)
    messages.success(request, _("확인한 것으로 적었습니다."))
    return redirect("desk_disputed")


@requires(Permission.ENTER_APPLICATION)
@require_POST
def desk_disputed_seen(request, reversal_id: int):
    """Take one off the list."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    row = get_object_or_404(Reversal.objects.filter(application__dong__in=dongs), pk=reversal_id)
    reverse.look_into(reversal=row, by=request.user)
    messages.success(request, _("확인한 것으로 적었습니다."))
    return redirect("desk_disputed")
