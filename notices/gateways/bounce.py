"""What came back to a return path: delivery status notifications (RFC 3462, 3464), complaints (RFC 5965),
and the plain letters of mail servers older than those. Answers of people and of machines are not for us.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from notices.gateways import return_path
from notices.gateways.mail_codes import COMPLAINT, DELAYED
from notices.gateways.mail_parse import content_of, parsed

MOST_BYTES = 256 * 1024
"""So much of a message is read: its status stands before what is sent back with it."""
_RAW_KEPT = 16 * 1024
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MAILER = re.compile(r"mailer-daemon|postmaster|mail delivery", re.I)
_ACTION_CODES = {"delayed": DELAYED, "delivered": "2.0.0"}
_NO_REPORT = frozenset({"relayed", "expanded"})
"""It went on to somebody we cannot hear of: that tells nothing."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One message that came back. `mail_codes.meaning_of` understands `code`; `facts` are kept as told."""

    reference: str
    code: str
    event_id: str
    occurred_at: datetime | None
    facts: dict = field(default_factory=dict)


def read(raw: bytes) -> Returned | None:
    """None for what is neither bounce nor complaint about one message of ours. Raises Unreadable."""
    raw = raw[:MOST_BYTES]
    reference = return_path.reference_in(raw)
    if reference is None:
        return None
    message = parsed(raw)
    parts = {part.get_content_type(): part for part in message.walk()}
    if "message/feedback-report" in parts:
        code, facts = _complaint(parts["message/feedback-report"])
    elif "message/delivery-status" in parts:
        code, facts = _status(parts["message/delivery-status"])
    elif _is_from_mailer(message):
        code, facts = _letter(message)
    else:
        return None
    if not code:
        return None
    facts["raw"] = raw[:_RAW_KEPT].decode("utf-8", "replace").replace("\0", "")
    return Returned(reference, code, _event_id(message, raw, reference, code), _date(message), facts)


def _complaint(part: Message) -> tuple[str, dict]:
    """`not-spam` takes nothing back: a subscription ended is opened by its owner alone."""
    fields = _fields(part)
    kind = fields.get("feedback-type", "").lower()
    return ("" if kind in ("", "not-spam") else COMPLAINT), {"feedback-type": kind}


def _status(part: Message) -> tuple[str, dict]:
    """The first group that tells what became of a recipient: each mail of ours has one."""
    for block in _blocks(part):
        action = block.get("action", "").strip().lower()
        if not action:
            continue
        facts = {name: str(block.get(name, ""))[:500] for name in ("action", "status", "diagnostic-code")}
        if action == "failed":
            return _most_exact(facts["status"], facts["diagnostic-code"]), facts
        return ("" if action in _NO_REPORT else _ACTION_CODES.get(action, "")), facts
    return "", {}


def _most_exact(status: str, diagnostic: str) -> str:
    """Some servers write 5.0.0 where the answer they quote says more."""
    told = _STATUS.search(status)
    quoted = _STATUS.search(diagnostic)
    if told and not told[1].endswith(".0.0"):
        return told[1]
    if quoted and (told is None or quoted[1][0] == told[1][0]):
        return quoted[1]
    return told[1] if told else "5.0.0"


def _letter(message: Message) -> tuple[str, dict]:
    """qmail, old Exim and their like write to people: the first status in the text is the one they heard."""
    for part in message.walk():
        if part.get_content_type() != "text/plain":
            continue
        payload = content_of(part)
        if found := _STATUS.search(payload.decode("utf-8", "replace")):
            return found[1], {"status": found[1]}
    return "", {}


def _is_from_mailer(message: Message) -> bool:
    """A bounce has no return path of its own; an answer of a machine says that it is one (RFC 3834)."""
    answered = str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied")
    if answered or message.get("X-Autoreply") or message.get("In-Reply-To"):
        return False
    return str(message.get("Return-Path", "<>")).strip() == "<>" and bool(
        _MAILER.search(str(message.get("From", "")))
    )


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _fields(part: Message) -> dict[str, str]:
    payload = part.get_payload()
    block = (
        payload[0] if isinstance(payload, list) else parsed(str(payload).encode("utf-8", "surrogateescape"))
    )
    return {name.lower(): str(value).strip() for name, value in block.items()}


def _event_id(message: Message, raw: bytes, reference: str, code: str) -> str:
    """The same for a report that comes twice, by mailbox and webhook, whatever servers wrote on top of it."""
    name = str(message.get("Message-ID", "")).strip().encode("utf-8", "replace")
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return hashlib.sha256(b"\0".join((reference.encode(), code.encode(), name or body))).hexdigest()


def _date(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("Date")))
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
