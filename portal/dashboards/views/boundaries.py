"""The outlines of the dongs as administrators keep them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import District
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.dashboards.boundaries.form import BoundaryForm
from portal.dashboards.boundaries.load import load
from portal.dashboards.models import BoundaryFile
from portal.dashboards.views.district import with_district

SHOWN = 20


@require_http_methods(["GET", "POST"])
@requires(Permission.LOAD_BOUNDARIES)
@with_district("dashboard_areas")
def dashboard_boundaries(request, district: District):
    """A new file takes the place of the one that is drawn; what is wrong with it stands at its field."""
    require(request.user, Permission.LOAD_BOUNDARIES, district)
    form = BoundaryForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and _load(form, district, request.user):
        messages.success(request, _("동 경계를 등록했습니다. 이제 이 경계로 지도를 그립니다."))
        return redirect("dashboard_areas")
    loaded = BoundaryFile.objects.filter(district=district).select_related("loaded_by").defer("shapes")
    return render(request, "dashboards/boundaries.html", {"form": form, "loaded": loaded[:SHOWN]})


def _load(form: BoundaryForm, district: District, user) -> bool:
    """Whether it was loaded."""
    file = form.cleaned_data["file"]
    try:
        load(
            data=file.read(),
            file_name=file.name,
            source=form.cleaned_data["source"],
            district=district,
            by=user,
        )
    except ValidationError as error:
        form.add_error("file", error)
        return False
    return True
