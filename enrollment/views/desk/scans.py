"""The scan beside the fields: uploading it, taking it away, and showing one page to who may see it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from enrollment.domain import scan as scans
from enrollment.domain import scan_pages
from enrollment.enums import ReviewState
from enrollment.forms.scan import ScanForm
from enrollment.models import FormScan, WaitingApplication
from enrollment.queries.double_entry import for_clerk, open_entries
from enrollment.views.desk.frame import dongs_of
from enrollment.views.desk.scan_looks import looked_at, with_look
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.written_number import number_of


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_scans(request):
    """Take a scan in for the form being typed. With scripts only the panel is answered, else the page."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    form = ScanForm(request.POST, request.FILES)
    kept = None
    if form.is_valid():
        key = form.cleaned_data["submission_key"]
        try:
            kept = scans.take_in(
                upload=form.cleaned_data["file"], submission_key=key, dong=dongs[0], by=request.user
            )
        except ValidationError as error:
            form.add_error("file", error)
            kept = scans.pending(request.user, key)
    return _answer(request, form, kept)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_scan_discard(request, scan_id: int):
    """Take an uploaded scan away again, as long as its form is not saved."""
    scan = get_object_or_404(FormScan, pk=scan_id, uploaded_by=request.user, application=None)
    if _case_of(scan):
        raise Http404
    scans.discard(scan=scan, by=request.user)
    return _answer(request, ScanForm(initial={"submission_key": scan.submission_key}), None)


def _answer(request, form: ScanForm, kept: FormScan | None):
    if request.htmx:
        key = form["submission_key"].value()
        context = {"scan_form": form, "scan": with_look(request, kept), "submission_key": key}
        return render(request, "desk/_scan.html", context)
    back = _own_page(request.POST.get("next", ""))
    if form.errors:
        context = {"form": form, "scan": with_look(request, kept), "next": back}
        return render(request, "desk/scan.html", context)
    return redirect(f"{back}?scan={kept.pk}" if kept else back)


def _own_page(path: str) -> str:
    """Where the clerk was typing, when it is a page of ours."""
    is_safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/desk/")
    return path.partition("?")[0] if is_safe else reverse("desk_entry")


def beside(request, form) -> dict:
    """What the entry page shows of the scan of its form: the one uploaded beside it, if there is one."""
    key = key_of(form["submission_key"].value())
    return {
        "scan_form": ScanForm(initial={"submission_key": key}),
        "scan": with_look(request, scans.pending(request.user, key)) if key else None,
        "submission_key": key or "",
    }


def offered_key(request) -> UUID | None:
    """The key of the scan the clerk just uploaded without scripts (`?scan=`), if it is still to be used."""
    number = number_of(request.GET.get("scan", ""))
    own = FormScan.objects.filter(pk=number, uploaded_by=request.user, application=None)
    return own.values_list("submission_key", flat=True).first()


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_scan_page(request, look: str, number: int):
    """One page: before its form is saved for its uploader alone, then, waiting or accepted, for who may lift
    masks in its dong and gave a reason, and for who types the form a second time."""
    scan_id, reason = looked_at(request, look) or (None, "")
    scan = get_object_or_404(FormScan.objects.select_related("dong", "application"), pk=scan_id)
    action = _allowed(request.user, scan)
    lacks_reason = action == AccessLog.Action.UNMASK and not reason
    if action is None or lacks_reason or number not in scan.pages:
        raise Http404
    content = scan_pages.read(scan, number)
    subject_type, subject_id = _subject(scan)
    log_access(
        request,
        action=action,
        subject_type=subject_type,
        subject_ids=[subject_id],
        reason=reason,
    )
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="scan-{number}.jpg"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def _allowed(user, scan: FormScan) -> str | None:
    """As what the look counts: work on a form of one's own or on a second typing, else lifting the mask."""
    waits = scan.application_id is None and _case_of(scan) is not None
    if scan.application_id is None and not waits:
        return AccessLog.Action.VIEW if scan.uploaded_by_id == user.pk else None
    if not may(user, Permission.ENTER_APPLICATION, scan):
        return None
    if for_clerk(open_entries([scan.dong]), user).filter(application=scan.application_id).exists():
        return AccessLog.Action.VIEW
    return AccessLog.Action.UNMASK if may(user, Permission.UNMASK, scan) else None


def _subject(scan: FormScan) -> tuple[str, int]:
    """Whose scan it is, as the access log names it."""
    if scan.application:
        return "person", scan.application.person_id
    case = _case_of(scan)
    return ("waiting_application", case.pk) if case else ("scan", scan.pk)


def _case_of(scan: FormScan) -> WaitingApplication | None:
    """The application that waits for a decision with this scan beside it."""
    cases = WaitingApplication.objects.filter(state=ReviewState.WAITING)
    return cases.filter(submission_key=scan.submission_key).first()


def key_of(value) -> UUID | None:
    """The submission key a page carries; None when it is none."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
