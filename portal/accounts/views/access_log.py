"""`/audit/`: who looked at whose data, month by month. Shows numbers of people, never who they are."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import requires
from portal.accounts.access_review import MANY_SUBJECTS, subject_name
from portal.accounts.access_review_form import ExportForm, ReviewForm
from portal.accounts.enums import Permission
from portal.accounts.navigation import screen_name
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import csv_response, xlsx_response

PER_PAGE = 50
WRITERS = {"csv": csv_response, "xlsx": xlsx_response}


@requires(Permission.REVIEW_ACCESS_LOG)
def review(request):
    return _page(request, ReviewForm(request.GET), ExportForm())


@requires(Permission.REVIEW_ACCESS_LOG)
@require_POST
@transaction.atomic
def export(request):
    """The filtered entries as a file; the export is an entry of the log itself."""
    form = ReviewForm(QueryDict(request.POST.get("filters", "")))
    asked = ExportForm(request.POST)
    if not (form.is_valid() and asked.is_valid()):
        return _page(request, form, asked, status=422)
    entries = list(form.entries())
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="access_log",
        subject_ids=[entry.pk for entry in entries],
        reason=asked.cleaned_data["reason"],
    )
    kind = asked.cleaned_data["format"]
    month = form.cleaned_data["month"]
    return WRITERS[kind](f"access-log-{month:%Y-%m}.{kind}", _header(), (_row(entry) for entry in entries))


def _page(request, form: ReviewForm, asked: ExportForm, status: int = 200):
    entries = form.entries()
    paginator = Paginator(entries, PER_PAGE)
    context = {
        "form": form,
        "export_form": asked,
        "page": paginator.get_page(request.GET.get("page")),
        "count": paginator.count,
        "unusual_count": entries.filter(unusual__gt=0).count() if form.is_valid() else 0,
        "many": MANY_SUBJECTS,
        "filters": form.data.urlencode(),
    }
    return render(request, "accounts/access_log.html", context, status=status)


def _header() -> list[str]:
    return [
        _("일시"),
        _("사용자"),
        _("접속 주소"),
        _("한 일"),
        _("화면"),
        _("대상"),
        _("대상 수"),
        _("대상 번호"),
        _("까닭"),
        _("눈여겨볼 점"),
    ]


def _row(entry: AccessLog) -> list:
    marks = [_("대량 내려받기")] * entry.is_large_export + [_("야간")] * entry.is_at_night
    return [
        entry.at,
        str(entry.user),
        entry.origin or "",
        entry.get_action_display(),
        screen_name(entry.page),
        subject_name(entry.subject_type),
        entry.subject_count,
        " ".join(map(str, entry.subject_ids)),
        entry.reason,
        ", ".join(marks),
    ]
