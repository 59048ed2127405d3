"""A number sealed into a short text for an address: nobody can make one, and it does not tell the number.

14 URL-safe characters: 6 bytes of keyed digest, which also seed the mask over 4 bytes of the number. Short,
because it stands in text messages; a guess is right once in 2^48, and who guesses is slowed down besides.
"""

import base64
import binascii
import hashlib
import hmac

from django.conf import settings

_DIGEST_BYTES = 6
_NUMBER_BYTES = 4


class BadSeal(ValueError):
    """Not one of ours: mistyped, cut off or made up."""


def seal(purpose: str, number: int) -> str:
    """The text for `number`; texts of different purposes do not open each other."""
    plain = number.to_bytes(_NUMBER_BYTES, "big")
    key = _key(settings.SECRET_KEY, purpose)
    digest = _digest(key, b"seal", plain)
    return base64.urlsafe_b64encode(digest + _masked(key, digest, plain)).decode().rstrip("=")


def unseal(purpose: str, token: str) -> int:
    """The number in a text. Raises BadSeal."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(raw) != _DIGEST_BYTES + _NUMBER_BYTES:
        raise BadSeal("wrong length")
    digest, masked = raw[:_DIGEST_BYTES], raw[_DIGEST_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _key(secret, purpose)
        plain = _masked(key, digest, masked)
        if hmac.compare_digest(_digest(key, b"seal", plain), digest):
            return int.from_bytes(plain, "big")
    raise BadSeal("wrong seal")


def _key(secret: str, purpose: str) -> bytes:
    return f"sealed_id:{purpose}:".encode() + secret.encode()


def _digest(key: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(key, use + data, hashlib.sha256)[:_DIGEST_BYTES]


def _masked(key: bytes, digest: bytes, data: bytes) -> bytes:
    mask = hmac.digest(key, b"mask" + digest, hashlib.sha256)
    return bytes(left ^ right for left, right in zip(data, mask, strict=False))
