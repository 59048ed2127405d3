"""The outlines of the dongs as administrators keep them: looked at first, then drawn, and taken back."""

from dataclasses import asdict
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import District
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.common.written_number import number_of
from portal.dashboards.areas import maps
from portal.dashboards.areas import read as areas
from portal.dashboards.boundaries import versions
from portal.dashboards.boundaries.form import BoundaryForm
from portal.dashboards.boundaries.load import Drawing, read
from portal.dashboards.models import BoundaryFile
from portal.dashboards.views.areas import tells_small
from portal.dashboards.views.district import with_district

SHOWN = 20
_WAITING = "boundaries"
_BACK = "dashboard_boundaries"


@require_http_methods(["GET", "POST"])
@requires(Permission.LOAD_BOUNDARIES)
@with_district("dashboard_areas")
def dashboard_boundaries(request, district: District):
    """Upload a file; what is wrong with it stands at its field. The maps there were, the newest first."""
    require(request.user, Permission.LOAD_BOUNDARIES, district)
    form = BoundaryForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and _take_in(request, form, district):
        return redirect("dashboard_boundaries_preview")
    loaded = BoundaryFile.objects.filter(district=district).select_related("loaded_by", "again_of")
    context = {
        "form": form,
        "loaded": loaded.defer("shapes", "again_of__shapes")[:SHOWN],
        "drawn": versions.newest(district.pk),
        "before": versions.before(district.pk),
    }
    return render(request, "dashboards/boundaries.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOAD_BOUNDARIES)
@with_district("dashboard_areas")
def dashboard_boundaries_preview(request, district: District):
    """The map as the file would draw it; everybody's map stays as it is until it is confirmed here."""
    require(request.user, Permission.LOAD_BOUNDARIES, district)
    drawing = _waiting(request)
    if drawing is None:
        messages.warning(request, _("올린 파일이 더 이상 없습니다. 이미 등록했다면 지도에 나타납니다."))
        return redirect(_BACK)
    if request.method == "POST":
        return _confirm(request, drawing, district)
    context = _looked_at(request, drawing.as_boundary(district)) | {"system": drawing.system}
    return render(request, "dashboards/boundaries_preview.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOAD_BOUNDARIES)
@with_district("dashboard_areas")
def dashboard_boundaries_restore(request, district: District, pk: int):
    """Asked first, with the map as it will be: an earlier map is drawn again."""
    require(request.user, Permission.LOAD_BOUNDARIES, district)
    boundary = get_object_or_404(BoundaryFile, pk=pk, district=district)
    if boundary.is_empty:
        raise Http404
    try:
        if request.method == "POST":
            versions.restore(boundary=boundary, instead_of=_instead_of(request), by=request.user)
            messages.success(request, _("이전 경계로 되돌렸습니다. 이제 이 경계로 지도를 그립니다."))
            return redirect("dashboard_areas")
        versions.refuse_incomplete(boundary)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(_BACK)
    except versions.ChangedMeanwhile:
        return _changed(request)
    context = _looked_at(request, boundary) | {"loaded_at": boundary.loaded_at}
    return render(request, "dashboards/boundaries_preview.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOAD_BOUNDARIES)
@with_district("dashboard_areas")
def dashboard_boundaries_clear(request, district: District):
    """Asked first: the map is drawn of tiles again."""
    require(request.user, Permission.LOAD_BOUNDARIES, district)
    drawn = versions.newest(district.pk)
    if drawn is None and not _instead_of(request):
        messages.info(request, _("지금 쓰는 경계가 없습니다."))
        return redirect(_BACK)
    if request.method == "POST":
        try:
            versions.clear(district=district, instead_of=_instead_of(request), by=request.user)
        except versions.ChangedMeanwhile:
            return _changed(request)
        messages.success(request, _("동 경계를 지웠습니다. 이제 동의 위치를 칸으로 나타냅니다."))
        return redirect("dashboard_areas")
    return render(request, "dashboards/boundaries_clear.html", {"drawn": drawn})


def _waiting(request) -> Drawing | None:
    """What was uploaded; what an earlier release wrote down in other fields is let go of."""
    try:
        return Drawing(**request.session[_WAITING])
    except (KeyError, TypeError):
        request.session.pop(_WAITING, None)
        return None


def _confirm(request, drawing: Drawing, district: District):
    """Draw the file, or let go of it."""
    if "discard" in request.POST:
        del request.session[_WAITING]
        messages.info(request, _("등록하지 않았습니다. 지도는 그대로입니다."))
        return redirect(_BACK)
    try:
        versions.keep(drawing=drawing, district=district, instead_of=_instead_of(request), by=request.user)
    except versions.ChangedMeanwhile:
        return _changed(request, "dashboard_boundaries_preview")
    except ValidationError as error:
        del request.session[_WAITING]
        messages.warning(request, " ".join(error.messages))
        return redirect(_BACK)
    del request.session[_WAITING]
    messages.success(request, _("동 경계를 등록했습니다. 이제 이 경계로 지도를 그립니다."))
    return redirect("dashboard_areas")


def _take_in(request, form: BoundaryForm, district: District) -> bool:
    """Whether the file can be drawn; until it is confirmed it waits in the session."""
    file = form.cleaned_data["file"]
    given = {"file_name": file.name, "source": form.cleaned_data["source"], "district": district}
    try:
        drawing = read(data=file.read(), **given)
    except ValidationError as error:
        form.add_error("file", error)
        return False
    request.session[_WAITING] = asdict(drawing)
    return True


def _looked_at(request, boundary: BoundaryFile) -> dict:
    """The map of today as these outlines would draw it, beside what is drawn now."""
    today = timezone.localdate()
    found = areas.read(
        today - timedelta(weeks=4), today, boundary.district_id, tells_small=tells_small(request)
    )
    drawn = versions.newest(boundary.district_id)
    shapes = drawn.shapes if drawn else {}
    other = [
        row.area.name
        for row in found.dongs
        if shapes.get(row.area.code) != boundary.shapes.get(row.area.code)
    ]
    return {
        "boundary": boundary,
        "drawn": drawn,
        "map": maps.draw(
            found, maps.MEASURES["rate"], boundary, lambda code: reverse("dashboard_area", args=[code])
        ),
        "other": other,
        "dongs": len(boundary.shapes),
    }


def _instead_of(request) -> int | None:
    return number_of(request.POST.get("instead_of", ""))


def _changed(request, back: str = _BACK):
    messages.warning(
        request, _("그 사이 다른 사람이 지도를 바꾸었습니다. 지금 쓰는 경계를 다시 확인해 주세요.")
    )
    return redirect(back)
