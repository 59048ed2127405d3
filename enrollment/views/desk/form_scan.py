"""The scan of a form that is saved: adding it afterwards, or replacing a wrong one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain import scan as scans
from enrollment.domain.waiting import filled_in
from enrollment.enums import ApplicationMethod, ApplicationStatus, ReviewState
from enrollment.forms.scan import SavedScanForm
from enrollment.models import Application, WaitingApplication
from enrollment.validators.intake import own_collection
from enrollment.views.desk.frame import dongs_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_form_scan(request, receipt_no: str):
    """Whether the form has a scan, its pages for who may see them, and a file to take in."""
    saved = _own(request, receipt_no)
    scan = scans.of_saved(saved)
    is_post = request.method == "POST"
    form = SavedScanForm(
        request.POST if is_post else None, request.FILES if is_post else None, replaces=scan is not None
    )
    if is_post and form.is_valid() and _put(request, saved, form):
        message = _("스캔을 올렸습니다. 접수번호 %(receipt_no)s")
        messages.success(request, message % {"receipt_no": receipt_no})
        return redirect("desk_form_scan", receipt_no)
    _log(request, saved)
    context = {
        "saved": saved,
        "scan": scan,
        "form": form,
        "back": _page_of(saved),
    }
    return render(request, "desk/form_scan.html", context)


def _put(request, saved: Application | WaitingApplication, form: SavedScanForm) -> bool:
    leader = saved.collected_by if isinstance(saved, Application) else filled_in(saved)[1].collected_by
    if problem := own_collection(leader, request.user):
        form.add_error(None, problem)
        return False
    try:
        scans.put_beside(
            saved=saved,
            upload=form.cleaned_data["file"],
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None if hasattr(error, "error_dict") else "file", error.messages)
        return False
    return True


def _own(request, receipt_no: str) -> Application | WaitingApplication:
    """A paper form of the clerk's dongs that stands or waits, or 404 as if there were none."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    on_paper = {"receipt_no": receipt_no, "method": ApplicationMethod.PAPER}
    standing = Application.objects.filter(person__household__dong__in=dongs, **on_paper)
    standing = standing.filter(person__erased_at=None).exclude(status=ApplicationStatus.REVERSED)
    found = standing.select_related("dong__district", "collected_by", "person").first()
    if found is None:
        waiting = WaitingApplication.objects.filter(dong__in=dongs, state=ReviewState.WAITING, **on_paper)
        found = waiting.select_related("dong__district").first()
    if found is None:
        raise Http404
    return found


def _page_of(saved: Application | WaitingApplication) -> str:
    if isinstance(saved, Application):
        return reverse("desk_household", args=[saved.person.household_id])
    return reverse("desk_review_case", args=[saved.pk])


def _log(request, saved: Application | WaitingApplication) -> None:
    is_person = isinstance(saved, Application)
    log_access(
        request,
        action=AccessLog.Action.VIEW,
        subject_type="person" if is_person else "waiting_application",
        subject_ids=[saved.person_id if is_person else saved.pk],
    )
