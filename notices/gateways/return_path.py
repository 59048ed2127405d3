"""The envelope sender of each mail names the mail (VERP), so that whatever comes back tells which one it was.

`b-` and 24 letters at `BOUNCE_DOMAIN`: our reference of the message, sealed. It holds no person, survives
servers that change the case of letters, and cannot be made up: who reports a bounce to it was sent that mail.
"""

import base64
import re

from django.conf import settings

from portal.common import seal
from portal.common.seal import BadSeal

_PURPOSE = "notices.return_path"
_DIGEST_BYTES, _NUMBER_BYTES = 7, 7
_WORD = re.compile(rb"(?<![a-z0-9])b-([a-z2-7]{24})@([a-z0-9.-]+)", re.I)


def address(reference: str) -> str:
    """The return path of a message by our name of it (d12, m3); only with `BOUNCE_DOMAIN`."""
    plain = reference[:1].encode() + int(reference[1:]).to_bytes(_NUMBER_BYTES, "big")
    sealed = seal.seal(_PURPOSE, plain, digest_size=_DIGEST_BYTES)
    return f"b-{base64.b32encode(sealed).decode().lower()}@{settings.BOUNCE_DOMAIN}"


def reference_in(raw: bytes) -> str | None:
    """Our name of the message whose return path stands in `raw`; None when there is none, or several.

    Several belong together only in a mail somebody put together by hand.
    """
    domain = settings.BOUNCE_DOMAIN.lower().encode()
    words = {word.lower() for word, host in _WORD.findall(raw) if domain and host.lower() == domain}
    found = {reference for word in words if (reference := _opened(word))}
    return found.pop() if len(found) == 1 else None


def _opened(word: bytes) -> str | None:
    sealed = base64.b32decode(word + b"=" * (-len(word) % 8), casefold=True)
    try:
        plain = seal.unseal(_PURPOSE, sealed, digest_size=_DIGEST_BYTES)
    except BadSeal:
        return None
    return f"{plain[:1].decode()}{int.from_bytes(plain[1:], 'big')}"
