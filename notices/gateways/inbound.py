"""Texts people send to our number, as a gateway or relay hands them in: in our own words, signed.

The gateways we know send texts and report on them; how each passes on what comes back is a matter of its
contract. A few lines beside it turn that into this form.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from notices.gateways.base import Malformed
from notices.gateways.mail_words import printable

MOST = 100
_WORD_LENGTH, _TEXT_LENGTH = 80, 10_000


@dataclass(frozen=True, slots=True)
class Received:
    """`event_id` names it for good: the same again is the same text."""

    event_id: str
    sender: str
    text: str
    received_at: datetime | None
    payload: dict


def read(body: bytes) -> list[Received]:
    """Texts of `[{"event_id", "from", "text", "received_at"}]`; other fields are kept and not read.

    Raises Malformed.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST:
        raise Malformed(f"not a list of 1 to {MOST} texts")
    return [_received(entry) for entry in entries]


def _received(entry) -> Received:
    if not isinstance(entry, dict):
        raise Malformed("a text that is no object")
    return Received(
        event_id=_word(entry, "event_id", _WORD_LENGTH),
        sender=_word(entry, "from", _WORD_LENGTH),
        text=_word(entry, "text", _TEXT_LENGTH),
        received_at=_time(entry.get("received_at")),
        payload=entry,
    )


def _word(entry: dict, name: str, most: int) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise Malformed(f"{name} is missing or too long")
    return printable(value)


def _time(value) -> datetime | None:
    """In the district's zone when it names none; None when it is missing. Raises Malformed."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Malformed("received_at is no time") from error
    return at if at.tzinfo else timezone.make_aware(at)
