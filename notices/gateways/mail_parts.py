"""The parts of a mail: what its writer wrote, and the files that came with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from notices.gateways import mail_html
from notices.gateways.mail_parse import Unreadable, content_of, file_name, parameter, whole_of
from notices.gateways.mail_words import decoded, printable, words

_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
"""Proofs of mail programs, which nobody sent on purpose."""
_MOST_DEPTH = 20
_MOST_CHARACTERS = 200_000
"""Of words: nobody writes or reads more."""


@dataclass(frozen=True, slots=True)
class File:
    """As it came: what it is has not been looked at. `name` is the sender's."""

    name: str
    content: bytes


@dataclass(slots=True)
class Parts:
    text: str = ""
    files: list[File] = field(default_factory=list)
    is_plain: bool = False

    def add(self, other: "Parts") -> None:
        self.text = f"{self.text}\n{other.text}" if self.text and other.text else self.text or other.text
        self.files += other.files
        self.is_plain = self.is_plain or other.is_plain


def parts_of(message: Message, depth: int = 0) -> Parts:
    """Of two ways to say the same, plain text is read; files nested deeper than any mail program does are not
    looked for."""
    kind = message.get_content_type()
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        return _joined(message, kind, depth) if depth < _MOST_DEPTH else Parts()
    name = words(file_name(message).encode("utf-8", "surrogateescape"))
    is_file = bool(name) or message.get_content_disposition() == "attachment"
    if kind in ("text/plain", "text/html") and not is_file:
        text = _text(message)
        return Parts(
            text=printable((mail_html.text_of(text) if kind == "text/html" else text)[:_MOST_CHARACTERS]),
            is_plain=kind == "text/plain",
        )
    if kind in _SIGNATURES:
        return Parts()
    return Parts(files=[File(name or _nameless(kind), _content(message))])


def _joined(message: Message, kind: str, depth: int) -> Parts:
    children = [parts_of(child, depth + 1) for child in message.get_payload()]
    if kind != "multipart/alternative":
        whole = Parts()
        for child in children:
            whole.add(child)
        return whole
    written = [child for child in children if child.text.strip()]
    best = next((child for child in written if child.is_plain), written[0] if written else Parts())
    return Parts(best.text, [file for child in children for file in child.files], best.is_plain)


def _text(part: Message) -> str:
    text = decoded(content_of(part), parameter(part, "charset"))
    if parameter(part, "format").lower() == "flowed":
        return "\n".join(_flowed(text, deletes_blank=parameter(part, "delsp").lower() == "yes"))
    return text


def _flowed(text: str, *, deletes_blank: bool) -> Iterator[str]:
    """Lines that end with a blank go on in the next one (RFC 3676)."""
    whole: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        unstuffed = line.removeprefix(" ")
        goes_on = unstuffed.endswith(" ") and unstuffed != "-- " and not unstuffed.startswith(">")
        whole.append(unstuffed[:-1] if goes_on and deletes_blank else unstuffed)
        if not goes_on:
            yield "".join(whole)
            whole.clear()
    if whole:
        yield "".join(whole)


def _content(part: Message) -> bytes:
    """Nothing for a mail within the mail that cannot be written down again: it is then refused as damaged."""
    if not part.is_multipart():
        return content_of(part)
    try:
        return b"".join(whole_of(child) for child in part.get_payload())
    except Unreadable:
        return b""


def _nameless(kind: str) -> str:
    return kind.replace("/", ".")
