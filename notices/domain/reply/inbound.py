"""What comes in by mail and text: once, into the thread it belongs to, or as a new opinion."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import Person
from notices.domain.reply import attachment, limited, reply
from notices.domain.reply.reply import Contact, StoredFile
from notices.domain.reply.sent import Sent
from notices.enums.reply import ReplyRoute
from notices.gateways.mail_parts import File
from notices.models import Reply, ReplyAttachment, ReplyMessage

MOST_CHARACTERS = 20_000
"""A longer text is no letter any more: what stands behind is left out, and the text says so."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """`key` (32 characters) names the mail or text, however often it comes. `unread`: what else came with it
    and was not even read."""

    route: ReplyRoute
    key: str
    text: str
    contact: Contact | None
    files: Sequence[File] = ()
    unread: Sequence[StoredFile] = ()


def take(inbound: Inbound, answered: Sent) -> bool:
    """Whether it was taken in; not when it was before, or says nothing. What comes past the limit of a day is
    kept as ended.
    """
    has_files = bool(inbound.files or inbound.unread)
    if _is_known(inbound.key) or not (inbound.text.strip() or has_files):
        return False
    person = answered.person if _is_own(inbound, answered) else None
    if limited.is_reached(inbound.route, inbound.contact, is_proven=person is not None):
        _set_aside(inbound, person)
        return True
    kept = attachment.keep(inbound.files)
    places = [file.stored_as for file in kept if file.stored_as]
    try:
        _write(inbound, answered, [*kept, *inbound.unread])
    except BaseException:
        attachment.delete(places)
        raise
    if not ReplyAttachment.objects.filter(stored_as__in=places).exists():
        attachment.delete(places)  # another worker took the same mail in meanwhile
    return True


@transaction.atomic
def _write(inbound: Inbound, answered: Sent, files: Sequence[StoredFile]) -> None:
    body = _readable(inbound.text)
    is_own = _is_own(inbound, answered)
    if answered.reply is not None and is_own:
        reply.add(reply=answered.reply, body=body, route=inbound.route, key=inbound.key, attachments=files)
        return
    reply.receive(
        route=inbound.route,
        body=body,
        subject_of=answered.subject,
        person=answered.person if is_own else None,
        contact=inbound.contact,
        message_id=inbound.key,
        attachments=files,
    )


@transaction.atomic
def _set_aside(inbound: Inbound, person: Person | None) -> None:
    limited.keep(
        route=inbound.route,
        key=inbound.key,
        body=_readable(inbound.text),
        contact=inbound.contact,
        person=person,
        files=[*limited.unread(inbound.files), *inbound.unread],
    )


def _is_own(inbound: Inbound, answered: Sent) -> bool:
    """Whether it comes from where the answered message went."""
    return inbound.contact is not None and inbound.contact.value == answered.address


def _readable(text: str) -> str:
    """No longer than can be read."""
    whole = text.strip() or _("(글 없이 파일만 왔습니다.)")
    if len(whole) <= MOST_CHARACTERS:
        return whole
    return whole[:MOST_CHARACTERS].rstrip() + "\n\n" + _("(글이 길어 여기까지만 받았습니다.)")


def _is_known(key: str) -> bool:
    return Reply.objects.filter(message_id=key).exists() or ReplyMessage.objects.filter(key=key).exists()
