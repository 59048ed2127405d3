"""The life of a poll: drafted, reviewed, approved by another person, open, closed, published.

Every step takes the row lock first. It opens and closes by its dates: see `clock` and `closing`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District, Topic
from notices.domain.poll import inviting
from notices.domain.poll.steps import (
    UNOPENED,
    OwnDraft,
    content_hash,
    locked,
    must_be,
    version,
    wrote,
)
from notices.enums.poll import PollKind, PollState
from notices.models import Poll
from notices.poll_form import Form
from notices.validators import poll_form
from portal.accounts.access import require
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


@dataclass(frozen=True, slots=True)
class Content:
    """What an officer writes; columns of the poll under the same names."""

    kind: PollKind
    title: str
    topic: Topic
    form: Form
    slug: str
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""
    introduction: str = ""
    introduction_en: str = ""
    is_anonymous: bool = True
    is_changeable: bool = False
    takes_web: bool = False


@transaction.atomic
def create(*, content: Content, district: District, by) -> Poll:
    """A draft of `by`, who may not approve it later. Raises ValidationError for an address that is taken."""
    require(by, Permission.DRAFT_POLL, district)
    poll = Poll(district=district, drafted_by=by)
    _fill(poll, content)
    audit.record(by=by, action="poll.create", obj=poll)
    return poll


@transaction.atomic
def change(*, poll: Poll, content: Content, by, seen: str | None = None) -> Poll:
    """Change a draft. `seen` is the `version` the editor began with: raises ValidationError, code `changed`,
    when there is a newer one."""
    poll = _drafting(poll, by, seen)
    _fill(poll, content)
    audit.record(by=by, action="poll.change", obj=poll)
    return poll


@transaction.atomic
def change_form(*, poll: Poll, form: Form, by, seen: str | None = None) -> Poll:
    """Change the questions of a draft, finished or not; `seen` as for `change`."""
    poll = _drafting(poll, by, seen)
    poll.form = form.to_json()
    poll.save(update_fields=["form", "updated_at"])
    audit.record(by=by, action="poll.change", obj=poll)
    return poll


def _drafting(poll: Poll, by, seen: str | None) -> Poll:
    poll = locked(poll, by, Permission.DRAFT_POLL)
    must_be(poll, PollState.DRAFT)
    if seen is not None and seen != version(poll):
        raise ValidationError(
            _(
                "이 화면을 여신 뒤에 설문이 바뀌었습니다. 저장된 설문을 새 창에서 확인해 주세요. "
                "다시 저장하면 적으신 내용으로 바뀝니다."
            ),
            code="changed",
        )
    return poll


def _fill(poll: Poll, content: Content) -> None:
    texts = (content.title, content.title_en, content.introduction, content.introduction_en)
    for text in texts:
        resident_number.refuse(text)
    if content.opens_at >= content.closes_at:
        message = _("마감이 여는 때보다 빠르거나 같습니다. 여는 때보다 늦은 때로 적어 주세요.")
        raise ValidationError({"closes_at": message})
    for name in Content.__dataclass_fields__:
        setattr(poll, name, getattr(content, name))
    poll.form = content.form.to_json()
    taken = ValidationError({"slug": _("이미 쓰고 있는 주소입니다. 다른 이름을 적어 주세요.")})
    if Poll.objects.filter(slug=poll.slug).exclude(pk=poll.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            poll.save()
    except IntegrityError as error:  # two pressed at the same moment
        raise taken from error


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
