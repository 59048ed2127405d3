"""Uploaded lists of people: taken in, their figures, the rows to correct given back, deleting one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.forms.household_search import DownloadForm
from notices.domain import recipient_list
from notices.enums import ListReason
from notices.forms.audience import ListFilter, ListForm
from notices.models import RecipientList
from notices.queries import audiences
from notices.views.office_audience_choice import district_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import xlsx_sheets_response

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
@never_cache
def list_list(request):
    """Upload a list, and the lists uploaded before."""
    district = district_of(request)
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = recipient_list.take_in(
                data=upload.read(),
                filename=upload.name,
                name=form.cleaned_data["name"],
                district=district,
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else "file", error)
        else:
            # Whether somebody is found tells whether they enrolled.
            log_access(
                request,
                action=AccessLog.Action.SEARCH,
                subject_type="person",
                subject_ids=found.rows.filter(person__isnull=False).values_list("person_id", flat=True),
            )
            messages.success(request, _("명단을 올렸습니다. 찾은 사람을 확인해 주세요."))
            return redirect("office_list", key=found.key)
    return _list(request, district, form)


def _list(request, district, form: ListForm):
    filters = ListFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {"q": "", "state": ""}
    rows = audiences.with_figures(audiences.lists_of(district))
    if chosen["q"]:
        rows = rows.filter(name__icontains=chosen["q"])
    if chosen["state"]:
        rows = rows.filter(forgotten_at__isnull=chosen["state"] == "kept")
    return render(
        request,
        "office/list_list.html",
        {
            "form": form,
            "filters": filters,
            "filtered": any(chosen.values()),
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        },
    )


@require_safe
@requires(Permission.DRAFT_CAMPAIGN)
@never_cache
def one_list(request, key):
    """The figures of one list; nobody is named."""
    found = _own(request, key)
    return _one(request, found, DownloadForm())


def _one(request, found: RecipientList, download: DownloadForm):
    return render(
        request,
        "office/list.html",
        {
            "list": found,
            "reasons": [(ListReason(reason), rows) for reason, rows in audiences.reasons(found)],
            "download": download,
        },
    )


@require_POST
@requires(Permission.DRAFT_CAMPAIGN)
@never_cache
def list_rest(request, key):
    """The rows that name nobody for sure, with the reasons; plain, so it asks why."""
    found = _own(request, key)
    form = DownloadForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form)
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="recipient_list",
        subject_ids=[found.pk],
        reason=form.cleaned_data["reason"],
    )
    name = _("찾지 못한 행") + f" {found.file_name.rpartition('.')[0]}.xlsx"
    return xlsx_sheets_response(name, recipient_list.sheets_to_correct(found))


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def delete(request, key):
    found = _own(request, key)
    if request.method == "POST":
        recipient_list.delete(found=found, by=request.user)
        messages.success(request, _("명단을 지웠습니다."))
        return redirect("office_lists")
    return render(request, "office/list_delete.html", {"list": found})


def _own(request, key) -> RecipientList:
    rows = audiences.with_figures(audiences.lists_of(district_of(request)))
    return get_object_or_404(rows, key=key)
