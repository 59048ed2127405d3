"""Downloads by neighbourhood: the tables of the pages, with what they stand on."""

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe

from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.dashboards.areas import read as areas
from portal.dashboards.areas import tables
from portal.dashboards.areas.form import CompareForm
from portal.dashboards.views.areas import tells_small
from portal.dashboards.views.files import file_response, require_file


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_areas_file(request, file_format: str):
    """The dongs on two days."""
    return _answer(request, file_format, areas.read, tables.by_dong)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_area_file(request, dong: str, file_format: str):
    """The tongs of a dong on two days."""
    return _answer(request, file_format, areas.read_dong, tables.by_tong, dong)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_tong_file(request, dong: str, tong: int, file_format: str):
    """The bans of a tong on two days."""
    return _answer(request, file_format, areas.read_tong, tables.by_ban, dong, tong)


def _answer(request, file_format: str, read, make, *of):
    form = CompareForm(request.GET)
    require_file(file_format, form)
    found = read(form.first_day, form.day, settings.DISTRICT_CODE, *of, tells_small=tells_small(request))
    if found is None:
        raise Http404
    return file_response(make(found), file_format, form.day)
