"""A person and a campaign, sealed into a word for a URL: nobody can make one, or read an id in it.

24 URL-safe characters. The same ids always give the same word. `purpose` keeps words apart: one made for
looking opens nothing else.
"""

import base64
import binascii
from dataclasses import dataclass

from portal.common import seal as sealing
from portal.common.seal import BadSeal

__all__ = ["BadSeal", "Ids", "seal", "unseal"]

_DIGEST_BYTES = 9
_PERSON_BYTES = 5
_CAMPAIGN_BYTES = 4


@dataclass(frozen=True, slots=True)
class Ids:
    person_id: int
    campaign_id: int


def seal(purpose: str, person_id: int, campaign_id: int) -> str:
    ids = person_id.to_bytes(_PERSON_BYTES, "big") + campaign_id.to_bytes(_CAMPAIGN_BYTES, "big")
    sealed = sealing.seal(f"notices.{purpose}", ids, digest_size=_DIGEST_BYTES)
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(purpose: str, word: str) -> Ids:
    """Raises BadSeal."""
    try:
        sealed = base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSeal("not base64") from error
    if len(sealed) != _DIGEST_BYTES + _PERSON_BYTES + _CAMPAIGN_BYTES:
        raise BadSeal("wrong length")
    ids = sealing.unseal(f"notices.{purpose}", sealed, digest_size=_DIGEST_BYTES)
    return Ids(int.from_bytes(ids[:_PERSON_BYTES], "big"), int.from_bytes(ids[_PERSON_BYTES:], "big"))
