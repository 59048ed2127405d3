"""The part of a poll's page about asking people: campaigns so far, and what can be made next."""

from notices.domain.poll.poster import PRINTED
from notices.enums.poll import OVER, PollState
from notices.models import Poll
from notices.queries.poll_invitations import campaigns_of
from portal.accounts.access import may
from portal.accounts.enums import Permission


def inviting(user, poll: Poll) -> dict:
    """Context of `office/_poll_inviting.html`."""
    drafts = all(
        may(user, permission, poll) for permission in (Permission.DRAFT_POLL, Permission.DRAFT_CAMPAIGN)
    )
    invited = poll.invitations.count()
    return {
        "invitation_campaigns": campaigns_of(poll) if may(user, Permission.VIEW_DELIVERIES, poll) else (),
        "invited": invited,
        "may_invite": drafts and poll.state not in OVER,
        "may_remind": drafts and poll.state == PollState.OPEN and invited > 0,
        "has_poster": poll.takes_web and poll.state in PRINTED,
    }
