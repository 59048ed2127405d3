"""`/dashboard/polls/`: how many answered each poll, of how many who were asked."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notices.enums.poll import PollState
from notices.models import Poll
from notices.queries.poll_turnout import Turnout, turnout_of_all
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.moment import one_moment
from portal.common.small_cells import is_small

SHOWN = 30


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_polls(request):
    """Open and closed polls of the district, the newest first."""
    begun = Poll.objects.filter(district=settings.DISTRICT_CODE, state__in=(PollState.OPEN, PollState.CLOSED))
    with one_moment():
        polls = list(begun.order_by("-opened_at", "-id")[:SHOWN])
        found = turnout_of_all(polls)
    context = {
        "rows": [{"poll": poll, **_told(found[poll.pk])} for poll in polls],
        "may_see_results": may(request.user, Permission.VIEW_POLLS),
    }
    return render(request, "dashboards/polls.html", context)


def _told(turnout: Turnout) -> dict:
    """Rate and base; nothing of one to four answers."""
    whole, others = turnout.whole, turnout.open_answers
    return {
        "invited": whole.invited,
        "answered": None if is_small(whole.answered) else whole.answered,
        "rate": None if is_small(whole.answered) else whole.rate_percent,
        "others": None if is_small(others) else others,
    }
