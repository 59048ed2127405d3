"""Opening and closing a poll: when its time has come, or before by hand."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.domain import outbox
from notices.domain.poll import box, invite, inviting
from notices.domain.poll.poll import clear_approval
from notices.domain.poll.steps import content_hash, locked, must_be
from notices.enums.poll import PollState
from notices.models import Poll
from portal.accounts.enums import Permission
from portal.common import audit


@transaction.atomic
def open_now(*, poll: Poll, by=None) -> Poll:
    """Begin to take answers, when the time the approval named has come; before it, nothing happens.

    One whose approver's account is closed meanwhile, or that is not what was approved, goes back to review.
    """
    poll = locked(poll, by, Permission.APPROVE_POLL)
    must_be(poll, PollState.APPROVED)
    if poll.opens_at > timezone.now():
        return poll
    if not _approval_holds(poll):
        clear_approval(poll)
        poll.state = PollState.IN_REVIEW
        poll.review_note = _(
            "승인한 사람의 계정이 닫혔거나 내용이 달라져 열지 않았습니다. 다시 결재해 주세요."
        )
        poll.save()
        audit.record(by=by, action="poll.lapse", obj=poll)
        _tell_drafter(poll)
        return poll
    poll.state, poll.opened_at = PollState.OPEN, timezone.now()
    poll.save(update_fields=["state", "opened_at", "updated_at"])
    audit.record(by=by, action="poll.open", obj=poll)
    return poll


def _tell_drafter(poll: Poll) -> None:
    """A mail to the office address of the drafter, with the way to the poll."""
    drafter = poll.drafted_by
    if drafter.is_active and drafter.email:
        outbox.post(
            purpose="poll_step",
            channel=Channel.EMAIL,
            address=drafter.email,
            subject=f"다시 결재해야 합니다: {poll.title}",
            text=f"{poll.review_note}\n\n{settings.SITE_URL}{reverse('office_poll', args=[poll.pk])}",
        )


def _approval_holds(poll: Poll) -> bool:
    return poll.approved_by.is_active and poll.content_hash == content_hash(poll)


@transaction.atomic
def close(*, poll: Poll, by=None) -> Poll:
    """Take no more answers, count what lies in the box and forget who has answered. By hand before its time,
    too. Raises ValidationError, code `state`, for one that is not open."""
    poll = locked(poll, by, Permission.DRAFT_POLL, Permission.APPROVE_POLL)
    must_be(poll, PollState.OPEN)
    now = timezone.now()
    if by is None and poll.closes_at > now:
        raise ValidationError(_("아직 마감할 때가 아닙니다."), code="early")
    inviting.end(poll)
    invite.forget_unsent(poll)
    box.close(poll)
    poll.state, poll.closed_at = PollState.CLOSED, now
    poll.save(update_fields=["state", "closed_at", "updated_at"])
    # How many answered is in the figures: the history of a small poll must not tell it in steps.
    audit.record(by=by, action="poll.close", obj=poll, early=poll.closes_at > now)
    return poll
