"""Telling a person what happened to their enrollment, at the contacts they have.

Always in Korean: the page may be the desk's, the message is the resident's. A text stays within 90 bytes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from enrollment.enums import Channel, ContactKind, ContactState
from enrollment.models import ContactPoint, Person
from portal.common.office import office
from portal.common.signals import direct_message_requested

CHANNEL = {ContactKind.MOBILE: Channel.SMS, ContactKind.EMAIL: Channel.EMAIL}
ASK = "본인이 요청하지 않았다면 가까운 동 주민센터에 바로 알려 주세요."


@dataclass
class Told:
    """How many messages were asked for while it was counted."""

    messages: int = 0


_counted: ContextVar[Told | None] = ContextVar("counted", default=None)


@contextmanager
def counting() -> Iterator[Told]:
    """Count what is told meanwhile, so that a page says a person was told only when it is true."""
    told = Told()
    token = _counted.set(told)
    try:
        yield told
    finally:
        _counted.reset(token)


def tell(person: Person, *, purpose: str, text: str, more: str = "") -> int:
    """Send `text` (and by mail also `more`) to every contact in use; returns how many were told."""
    contacts = ContactPoint.objects.filter(person=person, ended_at=None, state=ContactState.ACTIVE)
    return tell_contacts(contacts, purpose=purpose, text=text, more=more)


def tell_contacts(contacts: Iterable[ContactPoint], *, purpose: str, text: str, more: str = "") -> int:
    """The same to given contacts, ended ones included: the former address learns of its own replacement."""
    tag, told = office().tag, 0
    for contact in contacts:
        by_mail = contact.kind == ContactKind.EMAIL
        direct_message_requested.send(
            sender=Person,
            channel=CHANNEL[ContactKind(contact.kind)],
            address=contact.value,
            purpose=purpose,
            subject=f"{tag} 전자행정서비스 변경 안내" if by_mail else "",
            text="\n\n".join(part for part in (text, more, ASK) if part) if by_mail else f"{tag} {text}",
            html="",
            expires_at=None,
        )
        told += 1
    if counted := _counted.get():
        counted.messages += told
    return told
