"""The envelope sender of each mail names the mail (VERP), so that whatever comes back tells which one it was.

`b-` and 24 letters at `BOUNCE_DOMAIN`: our reference of the message, sealed.
"""

import re

from django.conf import settings

from notices.gateways import sealed_reference
from notices.gateways.sealed_reference import BadSeal

_PURPOSE = "notices.return_path"
_WORD = re.compile(rf"(?<![a-z0-9])b-({sealed_reference.WORD})@([a-z0-9.-]+)".encode(), re.I)


def address(reference: str) -> str:
    """The return path of a message by our name of it (d12, m3); only with `BOUNCE_DOMAIN`."""
    return f"b-{sealed_reference.seal(_PURPOSE, reference)}@{settings.BOUNCE_DOMAIN}"


def reference_in(raw: bytes) -> str | None:
    """Our name of the message whose return path stands in `raw`; None when there is none, or several.

    Several belong together only in a mail somebody put together by hand.
    """
    domain = settings.BOUNCE_DOMAIN.lower().encode()
    words = {word.lower() for word, host in _WORD.findall(raw) if domain and host.lower() == domain}
    found = {reference for word in words if (reference := _opened(word))}
    return found.pop() if len(found) == 1 else None


def _opened(word: bytes) -> str | None:
    try:
        return sealed_reference.unseal(_PURPOSE, word)
    except BadSeal:
        return None
