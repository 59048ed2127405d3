"""Polls for everybody: which can be answered now, and the published results of those that are over."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from notices.domain.poll import poll_link, results
from notices.models import Poll
from notices.queries import poll_turnout
from notices.views.poll_result_rows import shown
from portal.accounts.access import public
from portal.common.said import Said, said
from portal.common.small_cells import is_small

MOST_LISTED = 50


@require_safe
@public
def polls(request):
    """Open polls that anybody may answer, and published results."""
    district = settings.DISTRICT_CODE
    now_open = results.open_to_all(district)
    open_polls = [(poll, title_of(poll), poll_link.open_url(poll.slug)) for poll in now_open]
    published = [_turnout_of(poll) for poll in results.published(district)[:MOST_LISTED]]
    return render(request, "polls/polls.html", {"open_polls": open_polls, "published": published})


@require_safe
@public
def poll_results(request, slug: str):
    """Published results: the answers of everybody together, never by group."""
    poll = get_object_or_404(results.published(settings.DISTRICT_CODE), slug=slug)
    found = results.read_published(poll)
    context = _turnout_of(poll) | {"results": found, "questions": shown(poll, found)}
    return render(request, "polls/results.html", context)


def _turnout_of(poll: Poll) -> dict:
    turnout = poll_turnout.turnout(poll)
    return {
        "poll": poll,
        "title": title_of(poll),
        "turnout": turnout,
        "has_few": is_small(turnout.whole.answered),
        "has_few_open": is_small(turnout.open_answers),
    }


def title_of(poll: Poll) -> Said:
    return said(poll.title, poll.title_en)
