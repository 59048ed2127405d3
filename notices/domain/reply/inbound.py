"""What comes in by mail and text: once, into the thread it belongs to, or as a new opinion."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import ContactPoint
from notices.domain.reply import attachment, reply
from notices.domain.reply.reply import Contact, StoredFile
from notices.domain.reply.sent import Sent
from notices.enums.reply import ReplyRoute
from notices.gateways.mail_parts import File
from notices.models import Reply, ReplyAttachment, ReplyMessage

logger = logging.getLogger(__name__)

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
    """Whether it was taken in; not when it was before, says nothing, or comes from a machine that writes on
    and on.
    """
    has_files = bool(inbound.files or inbound.unread)
    if _is_known(inbound.key) or not (inbound.text.strip() or has_files):
        return False
    if _writes_on_and_on(inbound.contact):
        logger.warning("a message by %s was left aside: too many from one sender", inbound.route)
        return False
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
    is_own = inbound.contact is not None and inbound.contact.value == answered.address
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


def _readable(text: str) -> str:
    """No longer than can be read."""
    whole = text.strip() or _("(글 없이 파일만 왔습니다.)")
    if len(whole) <= MOST_CHARACTERS:
        return whole
    return whole[:MOST_CHARACTERS].rstrip() + "\n\n" + _("(글이 길어 여기까지만 받았습니다.)")


def _is_known(key: str) -> bool:
    return Reply.objects.filter(message_id=key).exists() or ReplyMessage.objects.filter(key=key).exists()


def _writes_on_and_on(contact: Contact | None) -> bool:
    """What writes so much in a day is a machine, which an answer would only set going again."""
    if contact is None:
        return False
    said = ReplyMessage.objects.filter(
        reply__contact_index=ContactPoint.index_of(contact.kind, contact.value),
        is_from_office=False,
        at__gt=timezone.now() - timedelta(days=1),
    )
    return said.count() >= settings.REPLY_MOST_A_DAY
