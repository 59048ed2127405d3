"""Monthly reports: making one, reading it again as it was, its files, and who gets it by mail."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import District
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.common.month import Month
from portal.common.tabular.export import XLSX_TYPE, as_download
from portal.dashboards.models import Report, ReportReader
from portal.dashboards.reports import prints, reader, report, shown, workbook
from portal.dashboards.reports.forms import ReaderForm, ReportForm

A_PAGE = 24
FILES = {"pdf": (prints.pdf, "application/pdf"), "xlsx": (workbook.xlsx, XLSX_TYPE)}


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_DASHBOARD)
def dashboard_reports(request):
    """Every report there is, the newest month first; making one by hand, asked first where there is one."""
    district = District.objects.filter(code=settings.DISTRICT_CODE).first()
    may_manage = district is not None and may(request.user, Permission.MANAGE_REPORTS, district)
    form = ReportForm(initial={"month": _last_month().first.strftime("%Y. %-m.")})
    if request.method == "POST":
        require(
            request.user, Permission.MANAGE_REPORTS, get_object_or_404(District, pk=settings.DISTRICT_CODE)
        )
        form = ReportForm(request.POST)
        asked_at = timezone.now()
        known = report.newest(form.cleaned_data["month"], district) if form.is_valid() else None
        if known is not None and "again" not in request.POST:
            context = {"known": known, "month": form.cleaned_data["month"].name, "form": form}
            return render(request, "dashboards/report_again.html", context)
        made = _make(form, district, request.user) if form.is_valid() else None
        if made is not None and made.made_at < asked_at:
            messages.info(request, _("그 뒤로 달라진 수치가 없어 이미 만든 보고를 보여 드립니다."))
            return redirect("dashboard_report", made.key)
        if made is not None:
            messages.success(request, _("보고를 만들었습니다. 이 수치는 다시 바뀌지 않습니다."))
            return redirect("dashboard_report", made.key)
    found = Report.objects.filter(district=district).select_related("made_by").defer("figures")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "may_manage": may_manage,
        "district_of_page": district,
        "page": page,
        "rows": [(one, Month(one.month).name) for one in page],
    }
    return render(request, "dashboards/reports.html", context)


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_report(request, key):
    """Exactly the figures a report was made with; none where they are no longer those."""
    found = _found(key)
    told = shown.document(found)
    context = {
        "report": found,
        "told": told,
        "is_unchanged": report.is_unchanged(found),
        "sections": [shown.section_words(section, told["rules"]) for section in told["sections"]],
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
    }
    return render(request, "dashboards/report.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_report_file(request, key, file_format: str):
    """A report as a tagged PDF, or as a workbook with charts of its own."""
    found = _found(key)
    if file_format not in FILES or not report.is_unchanged(found):
        raise Http404
    write, content_type = FILES[file_format]
    name = f"{shown.document(found)['title']}.{file_format}".replace(" ", "_")
    return as_download(HttpResponse(write(found), content_type=content_type), name)


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_REPORTS)
def dashboard_report_readers(request):
    """Who gets the report by mail, and on which day of the month."""
    district = get_object_or_404(District, code=settings.DISTRICT_CODE)
    require(request.user, Permission.MANAGE_REPORTS, district)
    form = ReaderForm(request.POST or None, candidates=reader.candidates(district))
    if request.method == "POST" and form.is_valid() and _add(form, request.user):
        messages.success(request, _("받는 사람을 더했습니다."))
        return redirect("dashboard_report_readers")
    readers = ReportReader.objects.select_related("user", "last_sent").defer("last_sent__figures")
    rows = [
        {
            "reader": one,
            "may_read": reader.may_read(one.user),
            "last": Month(one.last_sent.month).name if one.last_sent else "",
        }
        for one in readers.order_by("on_day", "user__name", "pk")
    ]
    return render(request, "dashboards/report_readers.html", {"form": form, "rows": rows})


@require_POST
@requires(Permission.MANAGE_REPORTS)
def dashboard_report_reader_remove(request, pk: int):
    """No more mails to a reader; the second press changes nothing."""
    require(request.user, Permission.MANAGE_REPORTS, get_object_or_404(District, code=settings.DISTRICT_CODE))
    found = ReportReader.objects.filter(pk=pk).first()
    if found is not None:
        reader.remove(reader=found, by=request.user)
    messages.success(request, _("받는 사람에서 뺐습니다."))
    return redirect("dashboard_report_readers")


def _last_month() -> Month:
    return Month.of(timezone.localdate()).previous


def _found(key) -> Report:
    return get_object_or_404(
        Report.objects.select_related("made_by", "district"), key=key, district=settings.DISTRICT_CODE
    )


def _make(form: ReportForm, district: District, user) -> Report | None:
    """The report; what the domain refuses stands at its field."""
    try:
        return report.make(month=form.cleaned_data["month"], district=district, by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _add(form: ReaderForm, user) -> bool:
    """Whether the reader was added; what the domain refuses stands at its field."""
    try:
        reader.add(by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
