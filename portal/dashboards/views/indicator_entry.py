"""Defining indicators and entering their values, one by one or from a file."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.models import District
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.dashboards.indicators import definition, values
from portal.dashboards.indicators.forms import DefinitionForm, ValueForm
from portal.dashboards.models import Indicator, IndicatorValue
from portal.dashboards.views.district import with_district
from portal.dashboards.views.indicators import show_indicator


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_INDICATORS)
@with_district("dashboard_indicators")
def dashboard_indicator_new(request, district: District):
    """A new indicator; its values come afterwards."""
    require(request.user, Permission.MANAGE_INDICATORS, district)
    form = DefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        indicator = Indicator(district=district, code=form.cleaned_data["code"])
        if _defined(request, form, indicator):
            messages.success(request, _("지표를 만들었습니다. 이제 값을 입력해 주세요."))
            return redirect("dashboard_indicator", code=indicator.code)
    return render(request, "dashboards/indicator_edit.html", {"form": form, "indicator": None})


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_INDICATORS)
def dashboard_indicator_edit(request, code: str):
    """What an indicator means; its code stays, since files name it."""
    indicator = _indicator(request, code)
    initial = {name: getattr(indicator, name) for name in definition.FIELDS}
    form = DefinitionForm(request.POST or None, initial=initial)
    del form.fields["code"]
    if request.method == "POST" and form.is_valid() and _defined(request, form, indicator):
        messages.success(request, _("지표를 고쳤습니다."))
        return redirect("dashboard_indicator", code=code)
    return render(request, "dashboards/indicator_edit.html", {"form": form, "indicator": indicator})


@require_POST
@requires(Permission.MANAGE_INDICATORS)
def dashboard_indicator_value(request, code: str):
    """A value of one indicator: a new one, or a correction of what stood at its period."""
    indicator = _indicator(request, code)
    form = ValueForm(request.POST)
    before = _in_force(form, indicator) if form.is_valid() else None
    if form.is_valid() and _entered(request, form, indicator):
        messages.success(request, _what_was_done(before, _in_force(form, indicator)))
        return redirect("dashboard_indicator", code=code)
    return show_indicator(request, indicator, form)


@require_POST
@requires(Permission.MANAGE_INDICATORS)
def dashboard_indicator_take_back(request, code: str, pk: int):
    """A value that should never have been entered holds no more; it stays to be seen."""
    indicator = _indicator(request, code)
    value = get_object_or_404(IndicatorValue, indicator=indicator, pk=pk)
    values.take_back(value=value, by=request.user)
    messages.success(request, _("값을 뺐습니다. 내역에는 남아 있습니다."))
    return redirect("dashboard_indicator", code=code)


def _in_force(form: ValueForm, indicator: Indicator) -> IndicatorValue | None:
    return values.in_force(indicator, form.cleaned_data["peer"], form.cleaned_data["period_on"])


def _what_was_done(before: IndicatorValue | None, now: IndicatorValue | None) -> str:
    if before is None:
        return _("값을 입력했습니다.")
    if before == now:
        return _("같은 값이 이미 있어 그대로 두었습니다.")
    return _("값을 고쳤습니다. 그 기간에 있던 값은 고치기 전 값으로 남습니다.")


def _indicator(request, code: str) -> Indicator:
    indicator = get_object_or_404(
        Indicator.objects.select_related("district"), district=settings.DISTRICT_CODE, code=code
    )
    require(request.user, Permission.MANAGE_INDICATORS, indicator.district)
    return indicator


def _defined(request, form: DefinitionForm, indicator: Indicator) -> bool:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    return _accepted(form, definition.define, indicator=indicator, by=request.user, **fields)


def _entered(request, form: ValueForm, indicator: Indicator) -> bool:
    return _accepted(form, values.enter, indicator=indicator, by=request.user, **form.cleaned_data)


def _accepted(form, verb, **arguments) -> bool:
    """Whether the domain took it; what it refuses stands at its field."""
    try:
        verb(**arguments)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
