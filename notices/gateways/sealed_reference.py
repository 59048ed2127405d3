"""Our name of a message (d12, m3) as 24 letters of a mail address.

They hold no person, survive servers that change the case of letters, and cannot be made up: who writes to
such an address was sent that message, or got it from somebody who was. Purposes do not open
each other's words.
"""

import base64

from portal.common import seal as sealing
from portal.common.seal import BadSeal

__all__ = ["WORD", "BadSeal", "seal", "unseal"]

WORD = "[a-z2-7]{24}"
"""Such letters, as a part of a pattern that ignores case."""
_DIGEST_BYTES, _NUMBER_BYTES = 7, 7


def seal(purpose: str, reference: str) -> str:
    plain = reference[:1].encode() + int(reference[1:]).to_bytes(_NUMBER_BYTES, "big")
    return base64.b32encode(sealing.seal(purpose, plain, digest_size=_DIGEST_BYTES)).decode().lower()


def unseal(purpose: str, word: bytes) -> str:
    """The reference in 24 letters. Raises BadSeal."""
    sealed = base64.b32decode(word + b"=" * (-len(word) % 8), casefold=True)
    plain = sealing.unseal(purpose, sealed, digest_size=_DIGEST_BYTES)
    return f"{plain[:1].decode()}{int.from_bytes(plain[1:], 'big')}"
