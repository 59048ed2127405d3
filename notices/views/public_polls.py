"""Polls for everybody: which can be answered now, and the published results of those that are over."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from notices.domain.poll import poll_link, results
from notices.models import Poll
from notices.poll_form import Said, said
from notices.queries import poll_turnout
from notices.views.poll_result_rows import shown
from portal.accounts.access import public
from portal.common.small_cells import is_small

MOST_LISTED = 50


@require_safe
@public
def polls(request):
    """Open polls that anybody may answer, and published results."""
    district = settings.DISTRICT_CODE
    published = results.published(district)[:MOST_LISTED]
    found = [(poll, title_of(poll), poll_turnout.turnout(poll)) for poll in published]
    now_open = results.open_to_all(district)
    open_polls = [(poll, title_of(poll), poll_link.open_url(poll.slug)) for poll in now_open]
    context = {"open_polls": open_polls, "published": found}
    return render(request, "polls/polls.html", context)


@require_safe
@public
def poll_results(request, slug: str):
    """Published results: the answers of everybody together, never by group."""
    poll = get_object_or_404(results.published(settings.DISTRICT_CODE), slug=slug)
    turnout = poll_turnout.turnout(poll)
    if is_small(turnout.whole.answered) and not turnout.open_answers:
        raise Http404
    found = results.read(poll)
    context = {"poll": poll, "title": title_of(poll), "turnout": turnout, "results": found}
    context["questions"] = shown(poll, found)
    return render(request, "polls/results.html", context)


def title_of(poll: Poll) -> Said:
    return said(poll.title, poll.title_en)
