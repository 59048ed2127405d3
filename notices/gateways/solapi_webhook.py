"""How Solapi's webhook proves itself, and the forms in which it tells what became of messages.

It carries the secret given when the webhook was registered as `X-Solapi-Secret: hex(SHA-1(secret))`. That
covers neither body nor time: an event is therefore counted once by its id, however often it is heard. The
manual lists the secret but not how it travels; header and form are those that running integrations check.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from notices.gateways.base import Forged, Malformed, Reported

SECRET_HEADER = "X-Solapi-Secret"
EVENT_HEADER = "X-Solapi-Event-Name"
MESSAGES = "SINGLE-REPORT"
"""The event that reports messages; others (of groups, of balances) may be registered for the same address."""

REFERENCE_FIELD = "delivery_id"


def proof(secret: str) -> str:
    """The value of `X-Solapi-Secret`."""
    # SHA-1 is the gateway's choice; the secret is long and random, so nobody finds it backwards.
    return hashlib.sha1(secret.encode(), usedforsecurity=False).hexdigest()


def read(headers: Mapping[str, str], body: bytes, secret: str) -> list[Reported]:
    """Messages of a report, bare or wrapped in `{eventDataId, retryCount, data}`; none of a report of other
    things.

    Raises Forged or Malformed.
    """
    given = headers.get(SECRET_HEADER, "").strip().lower().encode()
    if not hmac.compare_digest(given, proof(secret).encode()):
        raise Forged
    if headers.get(EVENT_HEADER, MESSAGES) != MESSAGES:
        return []
    try:
        report = json.loads(body)
    except ValueError as error:
        raise Malformed("not JSON") from error
    if not isinstance(report, list):
        raise Malformed("not a list")
    return [_reported(entry) for entry in report]


def _reported(entry) -> Reported:
    if not isinstance(entry, dict):
        raise Malformed("an event that is no object")
    message = entry.get("data", entry)
    if not isinstance(message, dict):
        raise Malformed("an event without a message")
    fields = message.get("customFields")
    reference = fields.get(REFERENCE_FIELD, "") if isinstance(fields, dict) else ""
    message_id, reference = _word(message.get("messageId"), 64), _word(reference, 64)
    code = _word(message.get("statusCode"), 20)
    if not (code and (message_id or reference)):
        raise Malformed("an event without status or message")
    # A message passes a status once, so the two name an event that has no name of its own.
    event_id = _word(entry.get("eventDataId"), 80) or f"{message_id or reference}:{code}"
    at = _time(message.get("dateReported") or message.get("dateProcessed") or message.get("dateReceived"))
    return Reported(event_id, reference, message_id, code, message, at)


def _word(value, max_length: int) -> str:
    if value is None or value == "":
        return ""
    text = str(value)
    if isinstance(value, dict | list) or len(text) > max_length or not text.isprintable():
        raise Malformed("an unusable value")
    return text


def _time(value) -> datetime | None:
    """A time, in the district's zone when it names none; None when it is missing or unreadable."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else timezone.make_aware(at)
