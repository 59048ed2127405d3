"""Where an answer to a mail of ours goes: `REPLY_ADDRESS`, and behind a plus our reference of it, sealed.

An answer tells so which message it answers, and only who was sent that message can write to its address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from notices.gateways import sealed_reference
from notices.gateways.sealed_reference import BadSeal

_PURPOSE = "notices.reply_address"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a mail to us answers; `reference` is empty when its address does not tell, or was made up."""

    reference: str


def address(reference: str) -> str:
    """The address of answers to a message by our name of it (d12, m3); only with `REPLY_ADDRESS`."""
    local, _at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{local}+{sealed_reference.seal(_PURPOSE, reference)}@{domain}"


def answered(recipients: Iterable[bytes]) -> Answered | None:
    """What a mail answers by the headers that name whom it went to; None when it did not come for us."""
    if not settings.REPLY_ADDRESS:
        return None
    pattern = _pattern(settings.REPLY_ADDRESS)
    found = None
    for header in recipients:
        for word in pattern.findall(header):
            try:
                return Answered(sealed_reference.unseal(_PURPOSE, word) if word else "")
            except BadSeal:
                found = Answered("")
    return found


def _pattern(whole: str) -> re.Pattern[bytes]:
    local, _at, domain = whole.partition("@")
    word = rf"(?:\+({sealed_reference.WORD}))?"
    return re.compile(rf"(?<![\w.+-]){re.escape(local)}{word}@{re.escape(domain)}(?![\w.-])".encode(), re.I)
