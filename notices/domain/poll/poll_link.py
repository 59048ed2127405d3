"""The address at which an invited person answers a poll: a poll, a person and the channel it was sent by.

20 URL-safe characters, short enough for a text message. Nobody can make one, or read a number in it; the same
three always give the same, so a message sent again carries the same address. Person 0 stands for a preview.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from enrollment.enums import Channel
from notices.enums.poll import Route
from portal.common import seal as sealing
from portal.common.seal import BadSeal

__all__ = ["BadSeal", "PollLink", "make", "open_url", "read", "url"]

_PURPOSE = "notices.poll"
_DIGEST_BYTES, _PERSON_BYTES, _POLL_BYTES = 8, 4, 3
_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.ALIMTALK)
"""Their order stands in addresses that are out: new ones are only added, four at most."""
_ROUTES = {Channel.EMAIL: Route.EMAIL, Channel.SMS: Route.SMS, Channel.ALIMTALK: Route.ALIMTALK}


@dataclass(frozen=True, slots=True)
class PollLink:
    poll_id: int
    person_id: int
    channel: Channel

    @property
    def route(self) -> Route:
        return _ROUTES[self.channel]

    @property
    def is_preview(self) -> bool:
        return self.person_id == 0


def make(poll_id: int, person_id: int, channel: str) -> str:
    """The token of an invitation. Raises ValueError for a channel that invites nobody."""
    head = poll_id * 4 + _CHANNELS.index(channel)
    plain = head.to_bytes(_POLL_BYTES, "big") + person_id.to_bytes(_PERSON_BYTES, "big")
    sealed = sealing.seal(_PURPOSE, plain, digest_size=_DIGEST_BYTES)
    return base64.urlsafe_b64encode(sealed).decode()


def read(token: str) -> PollLink:
    """What a token holds. Raises BadSeal."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(raw) != _DIGEST_BYTES + _POLL_BYTES + _PERSON_BYTES:
        raise BadSeal("wrong length")
    plain = sealing.unseal(_PURPOSE, raw, digest_size=_DIGEST_BYTES)
    poll_id, channel = divmod(int.from_bytes(plain[:_POLL_BYTES], "big"), 4)
    if channel >= len(_CHANNELS):
        raise BadSeal("no such channel")
    return PollLink(poll_id, int.from_bytes(plain[_POLL_BYTES:], "big"), _CHANNELS[channel])


def url(poll_id: int, person_id: int, channel: str, choice: str = "") -> str:
    """The absolute address of the poll for one person; `choice` marks an answer to its first question, which
    records nothing yet."""
    asked = f"?{urlencode({'a': choice})}" if choice else ""
    return f"{settings.SITE_URL}/p/{make(poll_id, person_id, channel)}/{asked}"


def open_url(slug: str, route: Route = Route.WEB) -> str:
    """The absolute address at which everybody may answer; that of a poster tells it from the web."""
    return f"{settings.SITE_URL}/p/open/{slug}/{'?via=qr' if route == Route.QR else ''}"
