"""How Solapi's webhook proves itself, and the forms in which it tells what became of messages.

It carries the secret given when the webhook was registered as `X-Solapi-Secret: hex(SHA-1(secret))`. That
covers neither body nor time: an event is therefore counted once by its id, however often it is heard. The
manual lists the secret but not how it travels; header and form are those that running integrations check.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

SECRET_HEADER = "X-Solapi-Secret"
EVENT_HEADER = "X-Solapi-Event-Name"
MESSAGES = "SINGLE-REPORT"
"""The event that reports messages; others (of groups, of balances) may be registered for the same address."""


@dataclass(frozen=True, slots=True)
class Item:
    """One message of a report; `event_id` is empty where the report has none."""

    event_id: object
    message: dict


def proof(secret: str) -> str:
    """The value of `X-Solapi-Secret`."""
    # SHA-1 is the gateway's choice; the secret is long and random, so nobody finds it backwards.
    return hashlib.sha1(secret.encode(), usedforsecurity=False).hexdigest()


def is_proven(header: str, secret: str) -> bool:
    return hmac.compare_digest(header.strip().lower().encode(), proof(secret).encode())


def items(report: list) -> Iterator[Item]:
    """Messages of a report, bare or wrapped in `{eventDataId, retryCount, data}`.

    Raises ValueError for anything else.
    """
    for entry in report:
        if not isinstance(entry, dict):
            raise ValueError("an event that is no object")
        message = entry.get("data", entry)
        if not isinstance(message, dict):
            raise ValueError("an event without a message")
        yield Item(entry.get("eventDataId"), message)
