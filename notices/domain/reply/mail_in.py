"""An answered mail becomes an opinion, or goes on in the thread whose answer it answers."""

from django.utils.translation import gettext as _

from enrollment.enums import ContactKind
from notices.domain.reply import inbound, sent
from notices.domain.reply.inbound import Inbound
from notices.domain.reply.reply import Contact, StoredFile
from notices.enums.reply import Refusal, ReplyRoute
from notices.gateways import answered_mail


def take(raw: bytes) -> bool:
    """Whether it was a mail to us that was not known before."""
    mail = answered_mail.read(raw)
    if mail is None:
        return False
    letter = Inbound(
        route=ReplyRoute.EMAIL,
        key=mail.mail_id,
        text=mail.text if mail.is_readable else _("(메일이 깨져 있어 글을 읽지 못했습니다.)"),
        contact=Contact(ContactKind.EMAIL, mail.sender) if mail.sender else None,
        files=mail.files,
        unread=_unread(mail, len(raw)),
    )
    return inbound.take(letter, sent.named(mail.reference) if mail.reference else sent.NOTHING)


def _unread(mail: answered_mail.AnsweredMail, size: int) -> list[StoredFile]:
    """What of the mail nobody could look at, so that its thread tells of it."""
    if not mail.is_readable:
        return [StoredFile(_("읽지 못한 메일"), size, refusal=Refusal.DAMAGED)]
    return [StoredFile(_("메일의 뒷부분"), size, refusal=Refusal.SIZE)] if mail.is_cut else []
