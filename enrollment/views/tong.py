"""The tong leader's page: the own tong in numbers, on a phone."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from enrollment.queries import intake, rates
from enrollment.queries import tongs as queries
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.day_form import AsOfForm


@requires(Permission.VIEW_OWN_TONG)
@never_cache
@require_GET
def tong(request):
    """Enrolled households at the end of a day and in its week, the dong's rate, the own batches and forms."""
    tongs = list(queries.own_tongs(request.user))
    if not tongs:
        raise PermissionDenied
    form = AsOfForm.of(request)
    day, today = form.day, timezone.localdate()
    context = {
        "form": form,
        "day": day,
        "is_past": day < today,
        "still_since": rates.still_since(today, tongs[0].dong.district_id),
        "progress": [queries.progress(own, day) for own in tongs],
        "batches": [
            {"batch": batch, "figures": intake.figures_of(batch)}
            for batch in intake.open_of_leader(request.user)
        ],
        "weeks": queries.collected_by_week(request.user, day),
        "collected": queries.collected_in_all(request.user),
    }
    return render(request, "tong/home.html", context)
