"""`/dashboard/indicators/`: what comes from outside, each with its history, and downloads."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards.indicators import board, tables
from portal.dashboards.indicators.forms import IndicatorsDayForm, ValueForm
from portal.dashboards.models import Indicator
from portal.dashboards.views.files import file_response, require_file


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_indicators(request):
    """Every indicator as it stands at the end of a day."""
    form = IndicatorsDayForm.of(request)
    context = {
        "form": form,
        "shown": board.read(form.day, settings.DISTRICT_CODE),
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "may_manage": may(request.user, Permission.MANAGE_INDICATORS),
    }
    return render(request, "dashboards/indicators.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_indicators_file(request, table: str, file_format: str):
    """Indicators as they stand, or all their values, as a file."""
    form = IndicatorsDayForm(request.GET)
    require_file(file_format, form)
    if table not in tables.TABLES:
        raise Http404
    shown = board.read(form.day, settings.DISTRICT_CODE)
    if shown is None:
        raise Http404
    return file_response(tables.TABLES[table](shown), file_format, shown.day)


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_indicator(request, code: str):
    """One indicator: what it means, and every value it ever had, corrected ones too."""
    indicator = get_object_or_404(Indicator, district=settings.DISTRICT_CODE, code=code)
    return show_indicator(request, indicator, ValueForm())


def show_indicator(request, indicator: Indicator, form: ValueForm):
    """The page of one indicator with `form` for another value, for who may enter one."""
    values = indicator.values.select_related("entered_by").order_by("-period_on", "peer", "-id")
    context = {
        "indicator": indicator,
        "name": board.name_of(indicator),
        "values": values,
        "form": form,
        "may_manage": may(request.user, Permission.MANAGE_INDICATORS),
    }
    return render(request, "dashboards/indicator.html", context)
