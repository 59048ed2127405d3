"""The key in a “의견 보내기” link: what is answered, and who got it. A mail sent again carries the same link.

24 URL-safe characters that nobody can make or read. Whoever has the link may write as the one who got it, and
can read nothing: an answer goes to the contact on file. That of a reply leads to its own thread.
"""

import base64
import binascii
from dataclasses import dataclass

from django.conf import settings

from enrollment.models import Person
from notices.models import AddressedNotice, Campaign, Poll, Reply
from portal.common import seal as sealing
from portal.common.seal import BadSeal

__all__ = ["BadSeal", "Link", "make", "read", "url"]

Subject = Campaign | AddressedNotice | Poll | Reply

_PURPOSE = "notices.reply"
_DIGEST_BYTES = 8
_SUBJECT_BYTES = 4
_PERSON_BYTES = 5
_KINDS: dict[int, type] = {1: Campaign, 2: AddressedNotice, 3: Poll, 4: Reply}
_CODES = {model: code for code, model in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Link:
    """`subject_id` 0 stands for a preview, `person_id` 0 for nobody in particular."""

    model: type
    subject_id: int
    person_id: int


def make(model: type, subject_id: int, person_id: int = 0) -> str:
    """The token of a campaign, notice or poll (the model and its id) and a person."""
    ids = subject_id.to_bytes(_SUBJECT_BYTES, "big") + person_id.to_bytes(_PERSON_BYTES, "big")
    sealed = sealing.seal(_PURPOSE, bytes([_CODES[model]]) + ids, digest_size=_DIGEST_BYTES)
    return base64.urlsafe_b64encode(sealed).decode()


def read(token: str) -> Link:
    """What a token names. Raises BadSeal."""
    try:
        sealed = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(sealed) != _DIGEST_BYTES + 1 + _SUBJECT_BYTES + _PERSON_BYTES:
        raise BadSeal("wrong length")
    plain = sealing.unseal(_PURPOSE, sealed, digest_size=_DIGEST_BYTES)
    subject, person = plain[1 : 1 + _SUBJECT_BYTES], plain[1 + _SUBJECT_BYTES :]
    return Link(_KINDS[plain[0]], int.from_bytes(subject, "big"), int.from_bytes(person, "big"))


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}/say/{token}/"


def url(subject: Subject, person: Person | None = None) -> str:
    """The absolute address at which somebody answers `subject`."""
    return address_of(make(type(subject), subject.pk, person.pk if person else 0))
