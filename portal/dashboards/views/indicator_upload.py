"""Values of indicators from a file: looked at first, then written. In between they wait in the session."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import District
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.dashboards.indicators import upload
from portal.dashboards.indicators.file import HEADINGS, WrongFile, as_csv, parse
from portal.dashboards.indicators.forms import UploadForm
from portal.dashboards.models import Indicator
from portal.dashboards.views.district import with_district
from portal.dashboards.views.problems import listed, refusal

_WAITING = "indicator_upload"
_FILE = "values.csv"


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_INDICATORS)
@with_district("dashboard_indicators")
def dashboard_indicators_upload(request, district: District):
    """Upload a file; every mistake is named by its row and column."""
    require(request.user, Permission.MANAGE_INDICATORS, district)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            entries = parse(file.read(), file.name, district)
        except WrongFile as error:
            problems = error.problems
            form.add_error("file", refusal(problems))
        else:
            request.session[_WAITING] = as_csv(entries).decode()
            return redirect("dashboard_indicators_preview")
    context = {
        "form": form,
        **listed(problems),
        "indicators": Indicator.objects.filter(district=district),
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "headings": [words[0] for words in HEADINGS.values()],
    }
    return render(request, "dashboards/indicators_upload.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_INDICATORS)
@with_district("dashboard_indicators")
def dashboard_indicators_preview(request, district: District):
    """What the uploaded values change; nothing is written until it is confirmed here."""
    waiting = request.session.get(_WAITING)
    if waiting is None:
        messages.warning(request, _("올린 파일이 더 이상 없습니다. 이미 등록했다면 지표에 나타납니다."))
        return redirect("dashboard_indicators_upload")
    require(request.user, Permission.MANAGE_INDICATORS, district)
    if "discard" in request.POST:
        del request.session[_WAITING]
        messages.info(request, _("등록하지 않았습니다. 바뀐 것은 없습니다."))
        return redirect("dashboard_indicators")
    try:
        entries = parse(waiting.encode(), _FILE, district)
    except WrongFile:
        del request.session[_WAITING]
        messages.error(request, _("그 사이 지표가 바뀌어 이 파일을 등록할 수 없습니다. 다시 올려 주세요."))
        return redirect("dashboard_indicators_upload")
    if request.method == "POST":
        return _import(request, entries)
    return render(request, "dashboards/indicators_preview.html", {"found": upload.compared(entries)})


def _import(request, entries):
    fingerprint = request.POST.get("fingerprint", "")
    try:
        found = upload.import_entries(entries=entries, fingerprint=fingerprint, by=request.user)
    except upload.ChangedMeanwhile:
        messages.warning(request, _("그 사이 다른 등록이 있었습니다. 바뀌는 내용을 다시 확인해 주세요."))
        return redirect("dashboard_indicators_preview")
    del request.session[_WAITING]
    counts = {"new": found.count("new"), "corrected": found.count("corrected")}
    messages.success(
        request, _("지표를 등록했습니다. 새 값 %(new)s개, 고친 값 %(corrected)s개입니다.") % counts
    )
    return redirect("dashboard_indicators")
