"""The key in an unsubscribe link: who, and by which campaign, sealed so that nobody can make or read one.

24 URL-safe characters: 9 bytes of keyed digest, which also seed the mask over 9 bytes of ids. The same
person and campaign always give the same token, so a mail sent again carries the same link.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings

_DIGEST_BYTES = 9
_PERSON_BYTES = 5
_CAMPAIGN_BYTES = 4


class BadOptOutToken(ValueError):
    """Not a token of ours: mistyped, cut off or made up."""


@dataclass(frozen=True, slots=True)
class OptOut:
    person_id: int
    campaign_id: int


def make(person_id: int, campaign_id: int) -> str:
    """The token of a person and a campaign; campaign 0 stands for a preview."""
    ids = person_id.to_bytes(_PERSON_BYTES, "big") + campaign_id.to_bytes(_CAMPAIGN_BYTES, "big")
    key = _key(settings.SECRET_KEY)
    digest = _digest(key, b"seal", ids)
    return base64.urlsafe_b64encode(digest + _masked(key, digest, ids)).decode()


def read(token: str) -> OptOut:
    """The ids in a token. Raises BadOptOutToken."""
    try:
        sealed = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadOptOutToken("not base64") from error
    if len(sealed) != _DIGEST_BYTES + _PERSON_BYTES + _CAMPAIGN_BYTES:
        raise BadOptOutToken("wrong length")
    digest, masked = sealed[:_DIGEST_BYTES], sealed[_DIGEST_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(secret)
        ids = _masked(key, digest, masked)
        if hmac.compare_digest(_digest(key, b"seal", ids), digest):
            return OptOut(
                int.from_bytes(ids[:_PERSON_BYTES], "big"), int.from_bytes(ids[_PERSON_BYTES:], "big")
            )
    raise BadOptOutToken("wrong seal")


def url(person_id: int, campaign_id: int) -> str:
    """The absolute address of the page on which a person stops or changes messages."""
    return f"{settings.SITE_URL}/u/{make(person_id, campaign_id)}/"


def _key(secret: str) -> bytes:
    return b"notices.opt_out:" + secret.encode()


def _digest(key: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(key, use + data, hashlib.sha256)[:_DIGEST_BYTES]


def _masked(key: bytes, digest: bytes, data: bytes) -> bytes:
    mask = _digest(key, b"mask", digest)
    return bytes(left ^ right for left, right in zip(data, mask, strict=True))
