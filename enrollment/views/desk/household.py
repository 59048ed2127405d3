"""One household at a glance; opening it is logged, unmasking needs a reason."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from enrollment.forms.household_search import UnmaskForm
from enrollment.models import Household
from enrollment.queries.desk import own_dongs
from enrollment.queries.households import with_everything, within
from enrollment.queries.people import has_two_heads, head_withdrew, lacks_head
from enrollment.veil import MASKED, Veil
from enrollment.views.desk.household_sheet import household_sheet
from enrollment.views.desk.scan_looks import with_look
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_GET
def desk_household(request, household_id: int):
    """Members, contacts, services, consents and history, masked."""
    household = _own(request, household_id, Permission.VIEW_HOUSEHOLD)
    log_access(request, action=AccessLog.Action.VIEW, subject_type="household", subject_ids=[household.pk])
    return _sheet(request, household, MASKED, UnmaskForm())


@requires(Permission.UNMASK)
@never_cache
@require_POST
def desk_household_unmask(request, household_id: int):
    """The same page with plain values, for this response only."""
    household = _own(request, household_id, Permission.VIEW_HOUSEHOLD)
    require(request.user, Permission.UNMASK, household)
    form = UnmaskForm(request.POST)
    veil = Veil(lifted=form.is_valid())
    log_access(
        request,
        action=AccessLog.Action.UNMASK if veil.lifted else AccessLog.Action.VIEW,
        subject_type="household",
        subject_ids=[household.pk],
        reason=form.cleaned_data.get("reason", ""),
    )
    if veil.lifted:
        for application in household.applications.all():
            with_look(request, getattr(application, "scan", None), reason=form.cleaned_data["reason"])
    return _sheet(request, household, veil, form)


def _own(request, household_id: int, permission: Permission) -> Household:
    """The household, or 404 as if another dong's did not exist."""
    return get_object_or_404(with_everything(within(own_dongs(request.user, permission))), pk=household_id)


def _sheet(request, household: Household, veil: Veil, form: UnmaskForm):
    may_enter = may(request.user, Permission.ENTER_APPLICATION, household)
    may_change = not household.closed_on and may_enter
    context = {
        "sheet": household_sheet(household, veil),
        "household": household,
        "lifted": veil.lifted,
        "may_enter": may_enter,
        "may_change": may_change,
        "lacks_head": may_change and lacks_head(household),
        "head_withdrew": may_change and head_withdrew(household),
        "has_two_heads": may_change and has_two_heads(household),
        "may_unmask": may(request.user, Permission.UNMASK, household),
        "form": form,
    }
    return render(request, "desk/household.html", context)
