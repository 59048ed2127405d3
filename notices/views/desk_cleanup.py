"""The dong's list of contacts that take no messages any more: what was tried, and a list for tong leaders."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.enums import ContactKind
from enrollment.forms.household_search import ExportForm
from enrollment.models import ContactPoint
from enrollment.views.desk.frame import dongs_of, scope_label
from notices.domain import cleanup
from notices.enums import CleanupOutcome
from notices.forms.cleanup import TriedForm
from notices.queries.cleanup import DeadContact, dead_contacts, described
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import csv_response, xlsx_response
from portal.common.templatetags.korean import kdate

PAGE_SIZE = 30


@require_safe
@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
def desk_cleanup(request):
    return _page(request, ExportForm())


def _page(request, export: ExportForm):
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    page = Paginator(dead_contacts(dongs), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = described(list(page.object_list))
    log_access(
        request,
        action=AccessLog.Action.VIEW,
        subject_type="person",
        subject_ids=[row.contact.person_id for row in rows],
    )
    return render(
        request,
        "desk/cleanup.html",
        {"page": page, "rows": [_shown(request.user, row) for row in rows], "export": export},
    )


def _shown(user, row: DeadContact) -> dict:
    contact, household = row.contact, row.contact.person.household
    mask = masking.mobile if contact.kind == ContactKind.MOBILE else masking.email
    may_note = may(user, Permission.ENTER_APPLICATION, household)
    return {
        "dead": row,
        "name": masking.name(contact.person.name),
        "value": mask(contact.value),
        "household": household,
        "last": row.steps[0] if row.steps else None,
        "form": TriedForm(prefix=f"c{contact.pk}") if may_note else None,
    }


@require_POST
@requires(Permission.ENTER_APPLICATION)
def desk_cleanup_tried(request, contact_id: int):
    """Somebody was called, visited or not found; the row stays until the contact is corrected."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    contact = get_object_or_404(ContactPoint, pk=contact_id, person__household__dong__in=dongs)
    form = TriedForm(request.POST, prefix=f"c{contact_id}")
    if not form.is_valid():
        messages.error(request, _("어떻게 되었는지 고르지 않았습니다. 한 가지를 골라 주세요."))
        return redirect("desk_cleanup")
    try:
        cleanup.note(contact=contact, outcome=CleanupOutcome(form.cleaned_data["outcome"]), by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("적었습니다. 연락처를 고치면 목록에서 빠집니다."))
    return redirect("desk_cleanup")


@require_POST
@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
def desk_cleanup_export(request):
    """Doors for tong leaders: building and unit, no name and no number."""
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    export = ExportForm(request.POST)
    if not export.is_valid():
        return _page(request, export)
    contacts = dead_contacts(dongs).order_by(
        "person__household__dong", "person__household__tong__number", "person__household__address_key", "kind"
    )
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="person",
        subject_ids=sorted({contact.person_id for contact in contacts}),
        reason=export.cleaned_data["reason"],
    )
    header = [_("행정동"), _("통"), _("반"), _("건물"), _("동·호"), _("바꿀 연락처")]
    doors = dict.fromkeys(_door(contact) for contact in contacts)
    kind = export.cleaned_data["file"]
    respond = csv_response if kind == ExportForm.CSV else xlsx_response
    today = timezone.localdate()
    facts = [(_("연락처를 다시 물을 집"), scope_label(dongs)), (_("만든 날"), kdate(today))]
    return respond(f"doors-{today:%Y%m%d}.{kind}", header, list(doors), meta=facts)


def _door(contact: ContactPoint) -> tuple:
    home = contact.person.household
    return (
        home.dong.display_name,
        home.tong.number if home.tong else None,
        home.ban,
        home.road_address,
        home.address_detail,
        contact.get_kind_display(),
    )
