"""What somebody sends past the limit of a day: kept in one thread, ended at once, answered by nothing.

A machine that answers our answers would go on for ever, and somebody may write under another's address; a
person who only had much to say finds it kept, and the office sees it and may open it again.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain.reply import answer, reply
from notices.domain.reply.reply import Contact, StoredFile
from notices.enums.reply import CloseReason, Refusal, ReplyRoute, ReplyState
from notices.gateways.mail_parts import File
from notices.models import Reply, ReplyMessage

_DAY = timedelta(days=1)


def is_reached(route: ReplyRoute, contact: Contact | None, *, is_proven: bool) -> bool:
    """Whether so much came from there within a day. What nothing proves to be of its sender is counted apart:
    so nobody is silenced by mails in their name."""
    said = ReplyMessage.objects.filter(is_from_office=False, at__gt=timezone.now() - _DAY)
    said = said.filter(reply__person__isnull=not is_proven, **_of(route, contact, "reply__"))
    return said.count() >= settings.REPLY_MOST_A_DAY


def unread(files: Sequence[File]) -> list[StoredFile]:
    """Files past the limit are told of and not kept."""
    return [StoredFile(file.name, len(file.content), refusal=Refusal.TOO_MANY) for file in files]


def keep(
    *, route: ReplyRoute, key: str, body: str, contact: Contact | None, person, files: Sequence[StoredFile]
) -> Reply:
    """Into the thread of the day, or as a new one that is over at once. Call it in a transaction."""
    thread = Reply.objects.filter(
        state=ReplyState.CLOSED,
        close_reason=CloseReason.LIMITED,
        received_at__gt=timezone.now() - _DAY,
        person=person,
        **_of(route, contact),
    ).first()
    if thread is not None:
        reply.add(reply=thread, body=body, route=route, key=key, attachments=files, opens=False)
        return thread
    received = reply.receive(
        route=route, body=body, person=person, contact=contact, message_id=key, attachments=files
    )
    return answer.close(reply=received, reason=CloseReason.LIMITED, by=None)


def _of(route: ReplyRoute, contact: Contact | None, prefix: str = "") -> dict[str, str]:
    """Mails without a writer that can be written to are all of one."""
    if contact is None:
        return {f"{prefix}contact_index": "", f"{prefix}route": route}
    return {f"{prefix}contact_index": ContactPoint.index_of(contact.kind, contact.value)}
