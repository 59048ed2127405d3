"""`/dashboard/services/` and its downloads."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.day_form import AsOfForm
from portal.dashboards.services import board, by_service, tables
from portal.dashboards.tables import of_grid
from portal.dashboards.views.files import file_response, require_file

GAPS = "gaps"
DRAWN = ("topics", "consents", "channels", "service_ages")
"""Tables that have a shape to see in their first column."""


class ServicesDayForm(AsOfForm):
    too_late = _("아직 오지 않은 날의 이용자는 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_services(request):
    """Who uses which service at the end of a day, and how choices, consents and contacts stand now."""
    form = ServicesDayForm.of(request)
    shown = board.read(form.day, settings.DISTRICT_CODE, small_cells=_small_cells(request))
    context = {"form": form, "shown": shown, "may_export": may(request.user, Permission.EXPORT_STATISTICS)}
    if shown is not None:
        lines = by_service.lines(shown.months)
        context["services"] = [(row, lines.get(row.key)) for row in shown.of_day.rows]
        context["may_mend"] = may_mend = may(request.user, Permission.VIEW_HOUSEHOLD)
        context["gaps"] = [(gap, gap.url if may_mend else "") for gap in shown.gaps]
        context["drawn"] = DRAWN
        context["hides"] = not _small_cells(request)
    return render(request, "dashboards/services.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_services_file(request, table: str, file_format: str):
    """One table of the page as a file."""
    form = ServicesDayForm(request.GET)
    require_file(file_format, form)
    shown = board.read(form.day, settings.DISTRICT_CODE, small_cells=_small_cells(request))
    if shown is None or table not in {*shown.tables, GAPS}:
        raise Http404
    if table == GAPS:
        made = tables.of_gaps(shown.gaps, shown.district)
    else:
        made = of_grid(shown.tables[table], shown.district)
    return file_response(made, file_format, shown.day)


def _small_cells(request) -> bool:
    return may(request.user, Permission.VIEW_SMALL_CELLS)
