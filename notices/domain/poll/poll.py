"""The life of a poll: drafted, reviewed, approved by another person, open, closed, published.

Every step takes the row lock first. How it is written: `drafting`; it opens and closes by its dates: `clock`
and `closing`.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.poll import inviting
from notices.domain.poll.drafting import Content, change, change_form, create
from notices.domain.poll.steps import (
    UNOPENED,
    OwnDraft,
    content_hash,
    locked,
    must_be,
    version,
    wrote,
)
from notices.enums.poll import PollState
from notices.models import Poll
from notices.poll_form import Form
from notices.validators import poll_form
from portal.accounts.enums import Permission
from portal.common import audit, resident_number

__all__ = [
    "Content",
    "OwnDraft",
    "approve",
    "cancel",
    "change",
    "change_form",
    "create",
    "publish",
    "send_back",
    "submit",
    "unpublish",
    "version",
    "wrote",
]


@transaction.atomic
def submit(*, poll: Poll, by) -> Poll:
    """Ask for approval. Raises ValidationError when it cannot be asked as it is."""
    poll = locked(poll, by, Permission.DRAFT_POLL)
    must_be(poll, PollState.DRAFT)
    _refuse_unready(poll)
    poll.state, poll.review_note = PollState.IN_REVIEW, ""
    poll.save(update_fields=["state", "review_note", "updated_at"])
    audit.record(by=by, action="poll.submit", obj=poll)
    return poll


def _refuse_unready(poll: Poll) -> None:
    poll_form.refuse(Form.from_json(poll.form))
    if poll.closes_at <= timezone.now():
        raise ValidationError(_("마감이 지났습니다. 마감을 나중으로 고쳐 주세요."), code="past")


@transaction.atomic
def send_back(*, poll: Poll, reason: str, by) -> Poll:
    """Back to the draft: by the approver with a reason, or by who drafts, to go on with it. An approval that
    was given is void."""
    poll = locked(poll, by, Permission.APPROVE_POLL, Permission.DRAFT_POLL)
    must_be(poll, PollState.IN_REVIEW, PollState.APPROVED)
    resident_number.refuse(reason)
    clear_approval(poll)
    poll.state, poll.review_note = PollState.DRAFT, reason[:200]
    poll.save()
    audit.record(by=by, action="poll.send_back", obj=poll)
    return poll


def clear_approval(poll: Poll) -> None:
    """Nobody has approved it; the caller saves."""
    poll.content_hash, poll.approved_by, poll.approved_at = "", None, None


@transaction.atomic
def approve(*, poll: Poll, by, seen_hash: str) -> Poll:
    """Approve what was read (`seen_hash`); it opens at its time, or with the next beat of the clock.

    Raises OwnDraft for whoever drafted or changed it, ValidationError when it changed since it was read or
    cannot be asked any more.
    """
    poll = locked(poll, by, Permission.APPROVE_POLL)
    if wrote(by, poll):
        raise OwnDraft
    must_be(poll, PollState.IN_REVIEW)
    if seen_hash != content_hash(poll):
        message = _("읽는 동안 내용이 바뀌었습니다. 바뀐 내용을 다시 확인하고 승인해 주세요.")
        raise ValidationError(message, code="changed")
    _refuse_unready(poll)
    poll.content_hash, poll.approved_by, poll.approved_at = seen_hash, by, timezone.now()
    poll.state = PollState.APPROVED
    poll.save()
    audit.record(by=by, action="poll.approve", obj=poll)
    return poll


@transaction.atomic
def cancel(*, poll: Poll, reason: str, by) -> Poll:
    """Give up a poll that has not opened, for a reason. One that is open is closed instead."""
    poll = locked(poll, by, Permission.DRAFT_POLL, Permission.APPROVE_POLL)
    must_be(poll, *UNOPENED)
    resident_number.refuse(reason)
    clear_approval(poll)
    poll.state, poll.review_note = PollState.CANCELLED, reason[:200]
    poll.save()
    inviting.end(poll)
    audit.record(by=by, action="poll.cancel", obj=poll)
    return poll


@transaction.atomic
def publish(*, poll: Poll, by) -> Poll:
    """Show the results of a closed poll to everybody."""
    poll = locked(poll, by, Permission.APPROVE_POLL)
    must_be(poll, PollState.CLOSED)
    if poll.published_at is None:
        poll.published_at, poll.published_by = timezone.now(), by
        poll.save()
        audit.record(by=by, action="poll.publish", obj=poll)
    return poll


@transaction.atomic
def unpublish(*, poll: Poll, by) -> Poll:
    """Take the public page of the results back."""
    poll = locked(poll, by, Permission.APPROVE_POLL)
    must_be(poll, PollState.CLOSED)
    if poll.published_at is not None:
        poll.published_at = poll.published_by = None
        poll.save()
        audit.record(by=by, action="poll.unpublish", obj=poll)
    return poll
