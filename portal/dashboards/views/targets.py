"""Setting the target, and the ledger of targets."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.domain.target import set_target
from enrollment.models import District
from enrollment.queries import targets
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.dashboards.forms import TargetForm


@require_http_methods(["GET", "POST"])
@requires(Permission.SET_TARGET)
def dashboard_targets(request):
    """A new target takes the place of the one in force; earlier ones stay to be seen."""
    district = District.objects.filter(code=settings.DISTRICT_CODE).first()
    if district is None:
        messages.warning(request, _("아직 구 정보가 없습니다. 세대수 파일을 먼저 등록해 주세요."))
        return redirect("dashboard")
    require(request.user, Permission.SET_TARGET, district)
    form = TargetForm(request.POST) if request.method == "POST" else TargetForm()
    if request.method == "POST" and form.is_valid() and _set(form, district, request.user):
        messages.success(request, _("목표를 정했습니다. 현황판의 목표선이 바뀌었습니다."))
        return redirect("dashboard_targets")
    ledger = list(targets.ledger(district.code).filter(dong=None, service=None))
    return render(request, "dashboards/targets.html", {"form": form, "targets": ledger})


def _set(form: TargetForm, district: District, user) -> bool:
    """Whether the target was set; what the domain refuses stands at its field."""
    try:
        set_target(district=district, by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
