"""`/office/rounds/<id>/notices/<id>/certificate/`: certify what the evidence of a notice says."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notices.domain.notice import certificate, check
from notices.forms.certificate import IssueForm
from notices.models import AddressedNotice
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.pdf import pdf_response
from portal.common.refused import recall, remember


@requires(Permission.VIEW_NOTICES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, round_id: int, pk: int):
    """GET: what was issued before and the reason to give. POST: the certificate as a file."""
    notice = _own(request, round_id, pk)
    if request.method == "POST":
        return _issue(request, notice)
    log_access(request, action=AccessLog.Action.VIEW, subject_type="notice", subject_ids=[notice.pk])
    context = {
        "notice": notice,
        "round": notice.round,
        "form": recall(request, IssueForm),
        "issued": notice.certificates.select_related("issued_by").order_by("-issued_at"),
        "faults": check.faults_of(notice),
        "may_issue": may(request.user, Permission.UNMASK, notice),
    }
    return render(request, "office/notice_certificate.html", context)


def _own(request, round_id: int, pk: int) -> AddressedNotice:
    """The notice, or 404 as if that of another area did not exist."""
    related = ("round__kind", "dong", "tong")
    notices = AddressedNotice.objects.select_related(*related).defer(*check.TEXTS)
    notice = get_object_or_404(notices, pk=pk, round=round_id)
    if not may(request.user, Permission.VIEW_NOTICES, notice):
        raise Http404
    return notice


def _issue(request, notice: AddressedNotice):
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            issued, content = certificate.issue(
                notice=notice, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            log_access(
                request,
                action=AccessLog.Action.UNMASK,
                subject_type="notice",
                subject_ids=[notice.pk],
                reason=form.cleaned_data["reason"],
            )
            return pdf_response(content, f"certificate-{issued.number}.pdf")
    remember(request, form)
    return redirect(request.path)
