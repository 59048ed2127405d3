"""A mail of anybody, taken apart with bounded work: whoever knows our address chooses what stands in it.

The parser of the standard library takes a time that grows with the square of a long header, and with lines
times depth of what is nested; so both are bounded before it begins.
"""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import Compat32

MOST_LINES = 600_000
"""25 MB of a file take 350,000."""
_MOST_PARTS = 60
_MOST_HEADER = 4_000
"""Characters of a header that says what a part is; names of files take some hundred."""
_BOUNDARY = re.compile(rb"boundary\*?0?\*?\s*=", re.I)
_ODD = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)
"""What the parser and the codecs it calls trip over; seen with nested and wrongly encoded mails."""


class Unreadable(Exception):
    """Not to be taken apart; says nothing of what stands in it."""


class _Bounded(Compat32):
    def header_source_parse(self, sourcelines):
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MOST_HEADER] if name.lower().startswith("content-") else value


def parsed(raw: bytes) -> Message:
    """Raises Unreadable. What stands behind `MOST_LINES` is left out."""
    if sum(1 for _found in _BOUNDARY.finditer(raw)) > _MOST_PARTS:
        raise Unreadable("nested or cut too often")
    try:
        return message_from_bytes(first_lines(raw), policy=_Bounded())
    except _ODD as error:
        raise Unreadable(type(error).__name__) from None


def first_lines(raw: bytes) -> bytes:
    if raw.count(b"\n") <= MOST_LINES:
        return raw
    return b"\n".join(raw.split(b"\n", MOST_LINES)[:MOST_LINES])


def content_of(part: Message) -> bytes:
    """What a part holds; as it stands there where its encoding is none."""
    try:
        return part.get_payload(decode=True) or b""
    except _ODD:
        return _as_it_stands(part)


def whole_of(part: Message) -> bytes:
    """A mail within a mail, as a file of its own. Raises Unreadable."""
    try:
        return part.as_bytes()
    except _ODD as error:
        raise Unreadable(type(error).__name__) from None


def parameter(part: Message, name: str) -> str:
    """Of the Content-Type; empty when there is none that can be read."""
    try:
        value = part.get_param(name, "")
    except _ODD:
        return ""
    return str(value[2] if isinstance(value, tuple) else value)


def file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except _ODD:
        return ""


def _as_it_stands(part: Message) -> bytes:
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
