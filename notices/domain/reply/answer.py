"""Answering, ending without an answer, and opening again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.reply.assign import held_open
from notices.domain.reply.reply import note, open_again
from notices.domain.reply.tell import refuse_long_text, send_answer
from notices.enums.reply import OPEN_REPLY_STATES, CloseReason, ReplyState, ReplyStep
from notices.models import Reply, ReplyMessage
from portal.common import audit, resident_number

ANSWER_LENGTH = 4000
"""Characters of an answer; a text message is measured in bytes besides."""


@transaction.atomic
def answer(*, reply: Reply, body: str, by) -> ReplyMessage:
    """Write the answer down and send it the way it came; it stands on the resident's own page as well.

    Raises ValidationError without a text, for one too long for its way, for a resident registration number,
    where nobody could read it, and when somebody has ended it meanwhile.
    """
    row = held_open(reply)
    body = body.replace("\r\n", "\n").strip()
    _refuse(row, body)
    now = timezone.now()
    sent_as = send_answer(row, body, by=by)
    message = ReplyMessage.objects.create(
        reply=row, is_from_office=True, body=body, at=now, by=by, sent_as=sent_as
    )
    _end(row, ReplyState.ANSWERED, at=now)
    note(row, ReplyStep.ANSWERED, by=by, at=now, message=message.pk)
    audit.record(by=by, action="reply.answer", obj=row, channel=sent_as.channel if sent_as else "")
    return message


def _refuse(reply: Reply, body: str) -> None:
    if not body:
        raise ValidationError(_("답변을 입력하지 않았습니다. 주민이 알 내용을 적어 주세요."))
    if len(body) > ANSWER_LENGTH:
        raise ValidationError(_("%(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": ANSWER_LENGTH})
    resident_number.refuse(body)
    if not can_be_read(reply):
        raise ValidationError(
            _("답할 연락처가 없습니다. 제안이면 공개해서 답하고, 아니면 답변 없이 마쳐 주세요.")
        )
    refuse_long_text(reply, body)


def can_be_read(reply: Reply) -> bool:
    """Whether an answer reaches anybody: by a contact, on an own page, or in public."""
    has_page = reply.person is not None and reply.person.user_id is not None
    return bool(reply.contact) or has_page or reply.is_proposal


@transaction.atomic
def close(*, reply: Reply, reason: CloseReason, by) -> Reply:
    """End it without an answer. Raises ValidationError when it is over, or the reason is not one."""
    row = held_open(reply)
    if reason not in CloseReason.values:
        raise ValidationError(_("이유를 고르지 않았습니다. 답변 없이 마치는 이유를 골라 주세요."))
    _end(row, ReplyState.CLOSED, at=timezone.now(), reason=reason)
    note(row, ReplyStep.CLOSED, by=by, reason=str(reason))
    audit.record(by=by, action="reply.close", obj=row, reason=str(reason))
    return row


@transaction.atomic
def reopen(*, reply: Reply, by) -> Reply:
    """Take it up again, with a new day for the answer. Raises ValidationError when it is open or erased."""
    row = Reply.objects.select_for_update().get(pk=reply.pk)
    if row.state in OPEN_REPLY_STATES or row.erased_at:
        raise ValidationError(_("다시 열 수 없는 의견입니다. 상태를 확인해 주세요."), code="state")
    now = timezone.now()
    open_again(row, now)
    note(row, ReplyStep.REOPENED, by=by, at=now)
    audit.record(by=by, action="reply.reopen", obj=row)
    return row


def _end(reply: Reply, state: ReplyState, *, at, reason: str = "") -> None:
    reply.state, reply.ended_at, reply.close_reason = state, at, reason
    reply.save(update_fields=["state", "ended_at", "close_reason", "updated_at"])
