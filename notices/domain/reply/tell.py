"""Messages to who wrote: by the way it came, or to the contact that was given.

A text says nothing of the person and fits into one long message; an email may be as long as it needs.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import Channel, ContactKind
from notices.domain import outbox
from notices.domain.notice.days import sendable_at
from notices.domain.reply import reply_link
from notices.models import DirectMessage, Reply
from notices.validators import sms_text
from notices.validators.sms_text import SmsKind
from portal.common.templatetags.korean import kdate

CHANNELS = {ContactKind.EMAIL: Channel.EMAIL, ContactKind.MOBILE: Channel.SMS}


def channel_of(reply: Reply) -> Channel | None:
    """By what the resident is answered; None without a contact."""
    return CHANNELS[ContactKind(reply.contact_kind)] if reply.contact else None


def answer_text(reply: Reply, body: str) -> str:
    """The message that carries an answer. It is Korean, as everything the office writes."""
    link = reply_link.url(reply)
    if channel_of(reply) == Channel.SMS:
        return f"{reply.district.office.tag} 의견 {reply.number} 답변\n{body}\n더 말씀하시려면 {link}"
    return (
        f"보내 주신 의견(접수번호 {reply.number})에 답을 드립니다.\n\n{body}\n\n"
        f"더 하실 말씀은 아래 주소에 적어 주세요. 같은 담당자에게 이어집니다.\n{link}"
    )


def refuse_long_text(reply: Reply, body: str) -> None:
    """Raise ValidationError for an answer that no text message can carry."""
    if channel_of(reply) != Channel.SMS:
        return
    measure = sms_text.measure(answer_text(reply, body))
    if measure.kind is SmsKind.TOO_LONG:
        raise ValidationError(
            _("문자로 보내기에 %(bytes)s바이트는 깁니다. 줄여 주세요.") % {"bytes": measure.bytes}
        )
    if measure.unencodable:
        found = " ".join(dict.fromkeys(char for _at, char in measure.unencodable))
        raise ValidationError(_("문자로 보낼 수 없는 글자가 있습니다: %(found)s") % {"found": found})


def send_answer(reply: Reply, body: str, *, by) -> DirectMessage | None:
    """Post the answer; None where there is no contact."""
    subject = f"{reply.district.office.tag} 의견에 답을 드립니다 ({reply.number})"
    return _post(reply, "reply_answer", subject, answer_text(reply, body), by)


def tell_later(reply: Reply, *, by) -> DirectMessage | None:
    """Post that the answer takes until its new day."""
    if not reply.wants_answer:
        return None
    tag, day = reply.district.office.tag, kdate(reply.due_on)
    subject = f"{tag} 의견의 답변이 늦어집니다 ({reply.number})"
    text = f"{tag} 의견 {reply.number}의 답변이 늦어져 죄송합니다. {day}까지 드리겠습니다."
    if channel_of(reply) == Channel.EMAIL:
        text = (
            f"보내 주신 의견(접수번호 {reply.number})에 제때 답을 드리지 못해 죄송합니다.\n"
            f"더 알아볼 것이 있어 늦어집니다. {day}까지 답을 드리겠습니다.\n\n"
            f"더 하실 말씀은 아래 주소에 적어 주세요. 같은 담당자에게 이어집니다.\n"
            f"{reply_link.url(reply)}\n\n문의: {reply.district.office.reach}"
        )
    return _post(reply, "reply_extended", subject, text, by)


def _post(reply: Reply, purpose: str, subject: str, text: str, by) -> DirectMessage | None:
    channel = channel_of(reply)
    if channel is None:
        return None
    # A telephone rings; a mailbox does not wake anybody.
    send_after = sendable_at(timezone.now()) if channel == Channel.SMS else None
    return outbox.post(
        purpose=purpose,
        channel=channel,
        address=reply.contact,
        subject=subject,
        text=text,
        send_after=send_after,
        by=by,
    )
