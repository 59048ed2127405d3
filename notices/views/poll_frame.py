"""What the pages of one poll share."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from enrollment.models import District
from notices.domain.poll import poll as polls
from notices.domain.poll.steps import UNOPENED
from notices.enums.poll import PollState
from notices.models import Poll
from notices.poll_form import Form
from notices.queries.polls import district_of, visible_to
from portal.accounts.access import may
from portal.accounts.enums import Permission

TABS = (
    ("office_poll", gettext_lazy("전체"), frozenset(PollState)),
    ("office_poll_preview", gettext_lazy("미리보기"), frozenset(PollState)),
    ("office_poll_results", gettext_lazy("결과"), frozenset({PollState.OPEN, PollState.CLOSED})),
    ("office_poll_samples", gettext_lazy("표본"), frozenset(PollState)),
)
"""Pages of a poll: address, name, and in which states they are offered."""


def find(request, pk: int, permission: Permission = Permission.VIEW_POLLS) -> Poll:
    """The poll, when it lies in a district of the user; not found otherwise."""
    return get_object_or_404(visible_to(request.user, permission), pk=pk)


def own_district(request) -> District:
    """The district the reader drafts for. Raises PermissionDenied when there is none."""
    district = district_of(request.user)
    if district is None:
        raise PermissionDenied
    return district


def page_context(request, poll: Poll, active: str = "office_poll") -> dict:
    """Heading, tabs, questions, and what the reader may do; `active` is the address name of the tab."""
    user = request.user
    drafts = may(user, Permission.DRAFT_POLL, poll)
    approves = may(user, Permission.APPROVE_POLL, poll)
    state = poll.state
    is_closed = state == PollState.CLOSED
    return {
        "poll": poll,
        "asked": Form.from_json(poll.form),
        "tabs": [
            {"label": label, "url": reverse(name, args=[poll.pk]), "active": name == active}
            for name, label, states in TABS
            if state in states
        ],
        "may_draft": drafts,
        "may_edit": drafts and state == PollState.DRAFT,
        "may_take_back": drafts and state in (PollState.IN_REVIEW, PollState.APPROVED),
        "may_approve": approves and state == PollState.IN_REVIEW and not polls.wrote(user, poll),
        "may_close": (drafts or approves) and state == PollState.OPEN,
        "may_cancel": (drafts or approves) and state in UNOPENED,
        "may_publish": approves and is_closed and poll.published_at is None,
        "may_unpublish": approves and is_closed and poll.published_at is not None,
    }
