"""A person and a campaign, sealed into a word for a URL: nobody can make one, or read an id in it.

24 URL-safe characters: 9 bytes of keyed digest, which also seed the mask over 9 bytes of ids. The same ids
always give the same word. `purpose` keeps words apart: one made for looking opens nothing else.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

_DIGEST_BYTES = 9
_PERSON_BYTES = 5
_CAMPAIGN_BYTES = 4


class BadSeal(ValueError):
    """Not a word of ours for this purpose: mistyped, cut off or made up."""


@dataclass(frozen=True, slots=True)
class Ids:
    person_id: int
    campaign_id: int


def seal(purpose: str, person_id: int, campaign_id: int) -> str:
    ids = person_id.to_bytes(_PERSON_BYTES, "big") + campaign_id.to_bytes(_CAMPAIGN_BYTES, "big")
    key = _key(purpose, settings.SECRET_KEY)
    digest = _digest(key, b"seal", ids)
    return base64.urlsafe_b64encode(digest + _masked(key, digest, ids)).decode()


def unseal(purpose: str, word: str) -> Ids:
    """Raises BadSeal."""
    try:
        sealed = base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(sealed) != _DIGEST_BYTES + _PERSON_BYTES + _CAMPAIGN_BYTES:
        raise BadSeal("wrong length")
    digest, masked = sealed[:_DIGEST_BYTES], sealed[_DIGEST_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(purpose, secret)
        ids = _masked(key, digest, masked)
        if hmac.compare_digest(_digest(key, b"seal", ids), digest):
            return Ids(int.from_bytes(ids[:_PERSON_BYTES], "big"), int.from_bytes(ids[_PERSON_BYTES:], "big"))
    raise BadSeal("wrong seal")


@lru_cache(maxsize=16)
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"notices.{purpose}:{secret}".encode()).digest()


def _digest(key: bytes, use: bytes, data: bytes) -> bytes:
    """Keyed BLAKE2 (RFC 7693): a tenth of the time of an HMAC, and every mail of a campaign needs two."""
    return hashlib.blake2b(data, key=key, person=use, digest_size=_DIGEST_BYTES).digest()


def _masked(key: bytes, digest: bytes, data: bytes) -> bytes:
    mask = int.from_bytes(_digest(key, b"mask", digest), "big")
    return (int.from_bytes(data, "big") ^ mask).to_bytes(_DIGEST_BYTES, "big")
