"""What one seen notice saves: setting it from a day on, and taking back what has not begun."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import District
from notices.domain.savings import set_assumption, take_back
from notices.models import SavingsAssumption
from notices.queries import savings_assumptions
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.dashboards.forms import AssumptionForm
from portal.dashboards.savings.words import sentence_on_page
from portal.dashboards.views.district import with_district


@require_http_methods(["GET", "POST"])
@requires(Permission.SET_SAVINGS)
@with_district("dashboard_savings")
def dashboard_savings_assumptions(request, district: District):
    """A new assumption holds from its day on; what was told before stays as it was. One that starts today is
    asked about first: it holds for what was seen today already, and cannot be taken back."""
    require(request.user, Permission.SET_SAVINGS, district)
    form = AssumptionForm(request.POST) if request.method == "POST" else AssumptionForm()
    if _starts_at_once(form) and "at_once" not in request.POST:
        return render(request, "dashboards/savings_assumption_at_once.html", {"entered": form})
    if request.method == "POST" and form.is_valid() and _set(form, request.user):
        messages.success(request, _("가정을 정했습니다. 적용 시작일부터 열람한 통지에 씁니다."))
        return redirect("dashboard_savings_assumptions")
    today = timezone.localdate()
    in_force = {assumption.pk for assumption in savings_assumptions.assumptions_on(today)}
    rows = [
        {
            "assumption": assumption,
            "is_in_force": assumption.pk in in_force,
            "is_to_come": assumption.starts_on > today,
        }
        for assumption in savings_assumptions.ledger()
    ]
    return render(request, "dashboards/savings_assumptions.html", {"form": form, "rows": rows})


@require_http_methods(["GET", "POST"])
@requires(Permission.SET_SAVINGS)
@with_district("dashboard_savings")
def dashboard_savings_assumption_take_back(request, district: District, pk: int):
    """Asked first; only of one that has not begun, with which no notice was counted."""
    require(request.user, Permission.SET_SAVINGS, district)
    assumption = SavingsAssumption.objects.select_related("kind").filter(pk=pk).first()
    if assumption is None:
        messages.warning(request, _("그 가정은 이제 없습니다. 이미 거둔 가정입니다."))
        return redirect("dashboard_savings_assumptions")
    if request.method != "POST" and assumption.starts_on > timezone.localdate():
        after = _("다음 반년에 아낄 것을 앞서 정한 가정으로 다시 냅니다. 이미 만든 월간 보고는 그대로입니다.")
        context = {
            "text": sentence_on_page(assumption),
            "facts": [{"label": _("거둔 뒤"), "value": after}],
        }
        return render(request, "dashboards/savings_assumption_take_back.html", context)
    try:
        take_back(assumption=assumption, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("가정을 거두었습니다. 그날에는 앞서 정한 가정을 씁니다."))
    return redirect("dashboard_savings_assumptions")


def _starts_at_once(form: AssumptionForm) -> bool:
    return form.is_bound and form.is_valid() and form.cleaned_data["starts_on"] == timezone.localdate()


def _set(form: AssumptionForm, user) -> bool:
    """Whether it was set; what the domain refuses stands at its field."""
    try:
        set_assumption(by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
