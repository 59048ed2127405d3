"""The denominator as administrators keep it: upload, look at what changes, import, history."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.domain import household_count_upload as uploads
from enrollment.domain import household_counts
from enrollment.domain.household_count_changes import Preview
from enrollment.queries import household_counts as queries
from enrollment.validators.household_counts import HouseholdCountError
from portal.accounts.access import areas, covers, requires
from portal.accounts.enums import Permission
from portal.dashboards.forms import HouseholdCountForm
from portal.dashboards.views.problems import listed, refusal


@require_http_methods(["GET", "POST"])
@requires(Permission.IMPORT_HOUSEHOLD_COUNTS)
def dashboard_household_counts(request):
    """Upload a file, and the history of what was imported and corrected."""
    _require_district(request.user)
    form = HouseholdCountForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            household_counts.preview(data=data, filename=file.name, district_code=settings.DISTRICT_CODE)
        except HouseholdCountError as error:
            problems = error.problems
            form.add_error("file", refusal(problems))
        else:
            upload = uploads.hold(data=data, filename=file.name, by=request.user)
            return redirect("dashboard_household_counts_preview", key=upload.key)
    return render(request, "dashboards/household_counts.html", _context(request, form, problems))


@require_http_methods(["GET", "POST"])
@requires(Permission.IMPORT_HOUSEHOLD_COUNTS)
def dashboard_household_counts_preview(request, key):
    """What an uploaded file changes; nothing is written until it is confirmed here."""
    _require_district(request.user)
    upload = uploads.held(key=key, by=request.user)
    if upload is None:
        messages.warning(request, _("올린 파일이 더 이상 없습니다. 이미 등록했거나 한 시간이 지났습니다."))
        return redirect("dashboard_household_counts")
    try:
        if request.method == "POST":
            return _confirm(request, upload)
        found = household_counts.preview(
            data=bytes(upload.data), filename=upload.file_name, district_code=settings.DISTRICT_CODE
        )
    except HouseholdCountError:
        messages.error(request, _("그 사이 동 목록이 바뀌어 이 파일을 등록할 수 없습니다. 다시 올려 주세요."))
        return redirect("dashboard_household_counts")
    return render(
        request, "dashboards/household_counts_preview.html", {"found": found, "file_name": upload.file_name}
    )


def _confirm(request, upload):
    """Import the file, or let go of it."""
    if "discard" in request.POST:
        uploads.discard(upload=upload)
        messages.info(request, _("등록하지 않았습니다. 바뀐 것은 없습니다."))
        return redirect("dashboard_household_counts")
    try:
        found = uploads.import_held(
            upload=upload,
            fingerprint=request.POST.get("fingerprint", ""),
            district_code=settings.DISTRICT_CODE,
            by=request.user,
        )
    except uploads.ChangedMeanwhile:
        messages.warning(request, _("그 사이 다른 등록이 있었습니다. 바뀌는 내용을 다시 확인해 주세요."))
        return redirect("dashboard_household_counts_preview", key=upload.key)
    messages.success(request, _done(found))
    return redirect("dashboard_household_counts")


def _done(found: Preview) -> str:
    if found.imported is None:
        return _("이미 등록된 세대수와 같아 바뀐 것이 없습니다.")
    counts = {
        "new": sum(len(month.new) for month in found.months),
        "corrected": sum(len(month.corrected) for month in found.months),
    }
    return _("세대수를 등록했습니다. 새 수치 %(new)s개, 고친 수치 %(corrected)s개입니다.") % counts


def _context(request, form, problems: list) -> dict:
    corrections = Paginator(queries.corrections(settings.DISTRICT_CODE), 20)
    return {
        "form": form,
        **listed(problems),
        "imports": queries.imports(settings.DISTRICT_CODE)[:20],
        "corrections": corrections.get_page(request.GET.get("page")),
    }


def _require_district(user) -> None:
    """The register is the district's: a role over one dong does not reach it."""
    if not covers(areas(user, Permission.IMPORT_HOUSEHOLD_COUNTS), settings.DISTRICT_CODE):
        raise PermissionDenied
