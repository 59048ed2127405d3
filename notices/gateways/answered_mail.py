"""A mail somebody wrote to `REPLY_ADDRESS`. What machines write there by themselves is none.

Machines are told by what they say of themselves (RFC 3834, and the headers older programs use), by an empty
return path, and by the words Korean and foreign mail programs put before the subject of an answer of theirs.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from django.conf import settings

from notices.gateways import quotes, reply_address, smtp
from notices.gateways.mail_parse import MOST_LINES, Unreadable, parsed
from notices.gateways.mail_parts import File, Parts, parts_of
from notices.gateways.mail_words import header, headers, words

MOST_BYTES = 25 * 1024 * 1024
"""A larger mail is read as far as this: what its writer wrote stands before the files."""
_MOST_HEADERS = 256 * 1024
_MOST_SENDER = 1000
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "to", "cc")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_SELF_TOLD = (
    "x-autoreply",
    "x-autorespond",
    "x-autorespond-to",
    "x-loop",
    "list-id",
    "feedback-id",
    "x-mailer-daemon",
)
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|auto-?reply|bounces?)(?:[+\-].*)?", re.I
)
_SUBJECTS = re.compile(
    r"\W*(?:자동\s*(?:응답|회신|답장|답변)|부재\s*중\s*(?:입니다|안내|알림|자동|[^\w\s]|$)|auto(?:matic)?[\s-]*(?:reply|response|responder)|"
    r"out\s+of\s+(?:the\s+)?office|vacation\s+reply|abwesenheit|undeliver|delivery\s+(?:status|failure)|"
    r"(?:읽음|수신\s*확인)\s*[:：]|read:\s)",
    re.I,
)
_ANSWERS = re.compile(r"^\s*(?:(?:re|aw|fw|fwd|sv|회신|답장|전달)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.I)


@dataclass(frozen=True, slots=True)
class AnsweredMail:
    """`sender` is a lower-case address, empty when the mail names none that can be written to.

    `reference` is our name of the message it answers; empty when its address does not tell. `mail_id` names
    the mail, the same however often and by whatever way it comes. `is_cut`: its end was too large to be read.
    Of one that is not `is_readable` only the headers were understood.
    """

    reference: str
    sender: str
    text: str
    files: Sequence[File]
    mail_id: str
    is_cut: bool
    is_readable: bool = True


def is_for_us(raw: bytes) -> bool:
    """By the headers alone, so that the beginning of a mail is enough."""
    try:
        return _answered(_headers_of(raw)) is not None
    except Unreadable:
        return False


def read(raw: bytes) -> AnsweredMail | None:
    """None for what did not come to `REPLY_ADDRESS`, and for what a machine wrote by itself."""
    if not is_for_us(raw):
        return None
    message, parts = _taken_apart(raw)
    answered = _answered(message)
    if answered is None or is_automatic(message):
        return None
    is_readable = parts is not None
    parts = parts or Parts()
    return AnsweredMail(
        reference=answered.reference,
        sender=_sender(message),
        text=_own_words(message, parts.text),
        files=parts.files,
        mail_id=_mail_id(message, raw),
        is_cut=len(raw) > MOST_BYTES or raw.count(b"\n") > MOST_LINES,
        is_readable=is_readable,
    )


def _headers_of(raw: bytes) -> Message:
    head = raw[:_MOST_HEADERS].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return parsed(head + b"\n\n")


def _taken_apart(raw: bytes) -> tuple[Message, Parts | None]:
    """The mail and what is in it; its headers and nothing where it is made so that nobody can read it."""
    try:
        message = parsed(raw[:MOST_BYTES])
        return message, parts_of(message)
    except Unreadable:
        return _headers_of(raw), None


def is_automatic(message: Message) -> bool:
    submitted = header(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(True for name in _SELF_TOLD for _header in headers(message, name)):
        return True
    if header(message, "precedence").lower() in _BULK or _wants_no_answer(message):
        return True
    if header(message, "return-path") == "<>" or message.get_content_type() == "multipart/report":
        return True
    sender = _sender(message)
    is_ours = sender in {parseaddr(settings.EMAIL_FROM)[1].lower(), settings.REPLY_ADDRESS.lower()}
    return (
        is_ours
        or _MACHINES.fullmatch(sender.partition("@")[0]) is not None
        or _SUBJECTS.match(header(message, "subject")) is not None
    )


def _wants_no_answer(message: Message) -> bool:
    """Exchange says so of what its machines write (MS-OXCMAIL, X-Auto-Response-Suppress)."""
    asked = {word.strip().lower() for word in header(message, "x-auto-response-suppress").split(",")}
    return bool(asked & {"all", "autoreply"})


def _answered(message: Message) -> reply_address.Answered | None:
    return reply_address.answered(value for name in _RECIPIENTS for value in headers(message, name))


def _sender(message: Message) -> str:
    raw = next(headers(message, "from"), b"")
    try:
        address = parseaddr(raw[:_MOST_SENDER].decode("utf-8", "replace"))[1].strip().lower()
    except (RecursionError, IndexError):  # remarks within remarks
        return ""
    return address if smtp.can_carry(address) else ""


def _own_words(message: Message, text: str) -> str:
    """Without the mail that is answered. Some write all they have to say into the subject."""
    own, subject = quotes.cut(text), header(message, "subject")
    if not subject or _ANSWERS.match(subject):
        return own
    return f"{subject}\n\n{own}".strip()


def _mail_id(message: Message, raw: bytes) -> str:
    """By its name; a mail without one by its writer, its date, its subject and its words. Headers servers
    write on the way are left out."""
    sender = _sender(message).encode()
    if name := words(next(headers(message, "message-id"), b"")).encode():
        told = [name, sender]
    else:
        told = [sender, *(next(headers(message, header), b"") for header in ("date", "subject"))]
        told.append(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2])
    return hashlib.sha256(b"\0".join(told)).hexdigest()[:32]
