"""Prints of the desk: the blank forms of a batch, and a receipt for somebody at the counter."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from enrollment.enums import IntakeFormState
from enrollment.models import Application
from enrollment.prints.application_form import application_forms_pdf
from enrollment.prints.receipt import receipt_pdf
from enrollment.queries.desk import own_dongs
from enrollment.queries.households import within
from enrollment.queries.intake import numbers
from enrollment.veil import MASKED
from enrollment.views.desk.frame import own_batches
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.pdf import pdf_response


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_intake_forms(request, batch_id: int):
    """The forms of a batch that are still to be filled in; a number that came back is not printed again."""
    batch = get_object_or_404(own_batches(request), pk=batch_id)
    form_nos = numbers(batch, IntakeFormState.ISSUED)
    if not form_nos:
        raise Http404
    name = f"forms-{slugify(form_nos[0]) or batch.pk}-{len(form_nos)}.pdf"
    return pdf_response(application_forms_pdf(batch, form_nos), name)


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_GET
def desk_receipt(request, household_id: int, application_id: int):
    """The receipt of one application of a household of the own dongs, masked like every print; logged."""
    households = within(own_dongs(request.user, Permission.VIEW_HOUSEHOLD))
    applications = Application.objects.filter(household__in=households, household=household_id)
    application = get_object_or_404(
        applications.select_related("person", "dong__district"), pk=application_id
    )
    log_access(request, action=AccessLog.Action.PRINT, subject_type="household", subject_ids=[household_id])
    content = receipt_pdf(application, applicant=MASKED.name(application.person.name))
    return pdf_response(content, f"receipt-{application.receipt_no}.pdf")
