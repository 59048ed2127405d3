"""What every step in the life of a poll shares: the row lock, who may, from which state."""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from notices.enums.poll import PollState
from notices.models import Poll
from portal.accounts.access import may
from portal.accounts.api_clients import same_as
from portal.accounts.enums import Permission
from portal.common import audit

COLUMNS = (
    "kind", "title", "title_en", "introduction", "introduction_en", "topic_id", "form",
    "is_anonymous", "is_changeable", "takes_web", "slug", "opens_at", "closes_at",
)  # fmt: skip
"""Everything an approver answers for."""
UNOPENED = (PollState.DRAFT, PollState.IN_REVIEW, PollState.APPROVED)
_CHANGES = ("poll.create", "poll.change")


class OwnDraft(PermissionDenied):
    """Approval of what one drafted or changed oneself."""


def locked(poll: Poll, by, *permissions: Permission) -> Poll:
    """The poll as it is now, locked until the transaction ends; `by=None` is the machine.

    Raises PermissionDenied unless `by` holds one of the permissions.
    """
    # No lock on its key: an invitation that is written meanwhile names the poll and holds its campaign.
    polls = Poll.objects.select_for_update(of=("self",), no_key=True)
    found = polls.select_related("district", "topic").get(pk=poll.pk)
    if by is not None and not any(may(by, permission, found) for permission in permissions):
        raise PermissionDenied
    return found


def must_be(poll: Poll, *states: PollState) -> None:
    """Raises ValidationError, code `state`, when somebody was faster."""
    if poll.state not in states:
        raise ValidationError(
            _("그사이 상태가 ‘%(state)s’(으)로 바뀌어 처리하지 않았습니다. 화면을 다시 확인해 주세요.")
            % {"state": poll.get_state_display()},
            code="state",
        )


def wrote(user, poll: Poll) -> bool:
    """Whether the user drafted the poll or changed it since: then somebody else approves it."""
    same = same_as(user)
    changes = audit.history(poll).filter(actor__in=same, action__in=_CHANGES)
    return poll.drafted_by_id in same or changes.exists()


def version(poll: Poll) -> str:
    """Changes whenever the content does, and when the poll goes a step on."""
    return f"{poll.state}-{content_hash(poll)}"


def content_hash(poll: Poll) -> str:
    """SHA-256 of everything an approver answers for."""
    facts = {name: getattr(poll, name) for name in COLUMNS}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=lambda moment: moment.timestamp())
    return hashlib.sha256(text.encode()).hexdigest()
