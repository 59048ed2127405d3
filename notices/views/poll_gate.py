"""What all pages of a poll share: which poll it is, whether it takes answers, and who may keep the page."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from notices.enums.poll import PollState
from notices.views.poll_visit import Visit, invited, uninvited
from portal.common.private_page import private
from portal.common.said import said

# Not "no-store": with it a browser forgets the screens behind the reader, and going back loses answers.
kept_by_the_browser_only = cache_control(private=True, no_cache=True)


def of_a_poll(find):
    """Find the poll of the address by `find(request, key)`, and say so when it takes no answers."""

    def decorate(view):
        @wraps(view)
        def finding(request, **key):
            visit = find(request, **key)
            if visit is None:
                return private(render(request, "poll/unknown.html", status=404))
            if visit.is_preview:
                return private(render(request, "poll/preview_link.html", words(visit)))
            if not visit.is_open:
                return private(_shut(request, visit))
            return private(view(request, visit))

        return finding

    return decorate


def by_token(request, token: str) -> Visit | None:
    return invited(token)


def by_slug(request, slug: str) -> Visit | None:
    return uninvited(slug, request.GET.get("via", ""))


def words(visit: Visit) -> dict:
    poll = visit.poll
    return {
        "visit": visit,
        "poll": poll,
        "title": said(poll.title, poll.title_en),
        "introduction": said(poll.introduction, poll.introduction_en),
    }


def _shut(request, visit: Visit) -> HttpResponse:
    is_ahead = visit.poll.state == PollState.APPROVED
    context = {**words(visit), "is_ahead": is_ahead, "is_off": visit.poll.state == PollState.CANCELLED}
    return render(request, "poll/shut.html", context, status=200 if is_ahead else 410)
