"""Addresses in a mail that tell when it is shown and which of its links is followed.

Only mails of a campaign that measures that have them, and only their HTML: the plain text keeps every address
as it was written. Links to pages on which a reader acts (stopping messages, a notice) are never counted.
"""

import base64
import html
import re
from binascii import Error
from dataclasses import dataclass

from django.conf import settings

from notices.channels.letter import Blanked
from notices.validators.links import counted_links
from portal.common import seal as sealing
from portal.common.seal import BadSeal

__all__ = ["BadSeal", "ResponseLinks", "Token", "read"]

_PURPOSE = "notices.response"
_DIGEST_BYTES, _ID_BYTES = 11, 7
_WORD_LENGTH = 24
_HREF = re.compile(r'<a href="([^"]*)"')
_IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Token:
    """`link_no` counts from 1; 0 is the image."""

    delivery_id: int
    link_no: int


def word(delivery_id: int) -> str:
    """A delivery as 24 letters of an address: nobody can make one, or read a number in it."""
    plain = delivery_id.to_bytes(_ID_BYTES, "big")
    sealed = sealing.seal(_PURPOSE, plain, digest_size=_DIGEST_BYTES)
    return base64.urlsafe_b64encode(sealed).decode()


def read(token: str) -> Token:
    """Raises BadSeal."""
    sealed, number = token[:_WORD_LENGTH], token[_WORD_LENGTH:]
    if number and not (number.isascii() and number.isdigit() and len(number) <= 4 and number[0] != "0"):
        raise BadSeal("no link number")
    try:
        raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except (Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(raw) != _DIGEST_BYTES + _ID_BYTES:
        raise BadSeal("wrong length")
    plain = sealing.unseal(_PURPOSE, raw, digest_size=_DIGEST_BYTES)
    return Token(int.from_bytes(plain, "big"), int(number or 0))


class ResponseLinks:
    """The counted links of one content, blanked in its page once and filled in for each mail."""

    def __init__(self, body: str):
        self._numbers = {link: number for number, link in enumerate(counted_links(body), 1)}

    def blank(self, page: Blanked) -> Blanked:
        """`page` with a blank for the address of each counted link, and the image at its end."""
        blanked = _blanked_links(page.pieces[0], self._numbers)
        for name, piece in zip(page.names, page.pieces[1:], strict=True):
            blanked = blanked.then(Blanked(("", ""), (name,))).then(_blanked_links(piece, self._numbers))
        image = Blanked(('<img src="', '" width="1" height="1" alt="">'), (_IMAGE,))
        return blanked.then(image)

    def values(self, reference: str) -> dict[str, str]:
        """What goes into the blanks of the mail with our name `reference` (d12)."""
        sealed = word(int(reference[1:]))
        start = f"{settings.SITE_URL}/c/{sealed}"
        addresses = {_name(number): f"{start}{number}/" for number in self._numbers.values()}
        return addresses | {_IMAGE: f"{settings.SITE_URL}/o/{sealed}.gif"}


def _blanked_links(piece: str, numbers: dict[str, int]) -> Blanked:
    pieces, names, end = [], [], 0
    for match in _HREF.finditer(piece):
        number = numbers.get(html.unescape(match[1]))
        if number:
            pieces.append(piece[end : match.start(1)])
            names.append(_name(number))
            end = match.end(1)
    return Blanked((*pieces, piece[end:]), tuple(names))


def _name(number: int) -> str:
    return f"link {number}"
