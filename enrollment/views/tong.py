"""The tong leader's page: the own tong in numbers, on a phone."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from enrollment.queries import intake
from enrollment.queries import tongs as queries
from portal.accounts.access import requires
from portal.accounts.enums import Permission


@requires(Permission.VIEW_OWN_TONG)
@never_cache
@require_GET
def tong(request):
    """Enrolled households so far and this week, the dong's rate, the leader's batches and forms."""
    tongs = list(queries.own_tongs(request.user))
    if not tongs:
        raise PermissionDenied
    today = timezone.localdate()
    context = {
        "today": today,
        "progress": [queries.progress(own, today) for own in tongs],
        "batches": [
            {"batch": batch, "figures": intake.figures_of(batch)}
            for batch in intake.open_of_leader(request.user)
        ],
        "weeks": queries.collected_by_week(request.user, today),
        "collected": queries.collected_in_all(request.user),
    }
    return render(request, "tong/home.html", context)
