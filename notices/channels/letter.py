"""A mail with blanks, encoded once: what never changes is base64 before the first recipient is known.

Base64 turns three bytes into four characters, so a fixed piece has three encodings, by how many of its
bytes complete the value before it. All are made at once; a mail is then a join, and only values are encoded.
"""

import base64
import secrets
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_WORD_BYTES = 42
_LINE_BYTES = 57
PART = b"Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
TEXT_PART = PART % b"text/plain"
HTML_PART = PART % b"text/html"
ALTERNATIVES = b'Content-Type: multipart/alternative; boundary="%s"\r\n\r\n'


class Blanked(NamedTuple):
    """Text around named blanks: one piece more than there are names."""

    pieces: Sequence[str]
    names: Sequence[str]

    def then(self, other: "Blanked") -> "Blanked":
        joint = self.pieces[-1] + other.pieces[0]
        return Blanked((*self.pieces[:-1], joint, *other.pieces[1:]), (*self.names, *other.names))


class Written(NamedTuple):
    """The parts of a mail that are its own: the value of its subject, and all from Content-Type on."""

    subject: bytes
    body: bytes


class Letter:
    """Subject, text and HTML, ready for any number of recipients."""

    def __init__(self, *, subject: Blanked, text: Blanked, html: Blanked):
        boundary = b"=_" + secrets.token_hex(12).encode()
        mark = b"--" + boundary
        self._subject = _Words(subject)
        self._text = _Lines(Blanked([piece.replace("\n", "\r\n") for piece in text.pieces], text.names))
        self._html = _Lines(html)
        self._head = ALTERNATIVES % boundary + mark + b"\r\n" + TEXT_PART
        self._middle = mark + b"\r\n" + HTML_PART
        self._end = mark + b"--\r\n"

    def write(self, values: Mapping[str, str], html_values: Mapping[str, str]) -> Written:
        """`html_values` is markup already."""
        parts = [self._head]
        self._text.add(parts, values)
        parts.append(self._middle)
        self._html.add(parts, html_values)
        parts.append(self._end)
        return Written(self._subject.fill(values), b"".join(parts))


class _Lines:
    """Base64 lines of a text with blanks."""

    def __init__(self, blanked: Blanked):
        pieces = [piece.encode() for piece in blanked.pieces]
        whole = len(pieces[0]) // 3 * 3 if blanked.names else len(pieces[0])
        self._first, self._rest = base64_lines(pieces[0][:whole]), pieces[0][whole:]
        self._steps: list[tuple[list, list]] = []
        blanks: list[str | bytes] = []
        for place, (name, piece) in enumerate(zip(blanked.names, pieces[1:], strict=True), 1):
            blanks.append(name)
            is_last = place == len(blanked.names)
            if len(piece) < 2 and not is_last:
                # Too short to complete a value: it goes with the blanks around it.
                blanks.append(piece)
                continue
            self._steps.append((blanks, [_cut(piece, start, is_last) for start in range(3)]))
            blanks = []

    def add(self, parts: list[bytes], values: Mapping[str, str]) -> None:
        """Append the lines to `parts`."""
        parts.append(self._first)
        rest = self._rest
        for blanks, cuts in self._steps:
            if len(blanks) == 1:
                value = rest + values[blanks[0]].encode()
            else:
                value = rest + b"".join(
                    blank if isinstance(blank, bytes) else values[blank].encode() for blank in blanks
                )
            head, lines, rest = cuts[-len(value) % 3]
            parts += (base64_lines(value + head), lines)


def _cut(piece: bytes, start: int, is_last: bool) -> tuple[bytes, bytes, bytes]:
    """What completes the value before, the lines in between, what begins the next value."""
    end = len(piece) if is_last else start + (len(piece) - start) // 3 * 3
    return piece[:start], base64_lines(piece[start:end]), piece[end:]


class _Words:
    """A header with blanks: each fixed piece and each value are encoded words of their own (RFC 2047)."""

    def __init__(self, blanked: Blanked):
        self._fixed = header_text("".join(blanked.pieces)) if not blanked.names else b""
        self._pieces = [_words(piece) for piece in blanked.pieces]
        self._names = blanked.names

    def fill(self, values: Mapping[str, str]) -> bytes:
        if not self._names:
            return self._fixed
        words = list(self._pieces[0])
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            words += _words(values[name])
            words += piece
        return b"\r\n ".join(words)


def header_text(text: str) -> bytes:
    """A header value: as it is when plain ASCII, else encoded words, each on a line of its own."""
    if text.isascii() and text.isprintable() and len(text) <= 70 and "=?" not in text:
        return text.encode()
    return b"\r\n ".join(_words(text))


def _words(text: str) -> list[bytes]:
    encoded = text.encode()
    if len(encoded) <= _WORD_BYTES:
        return [_word(encoded)] if encoded else []
    words, word = [], b""
    for char in text:
        letter = char.encode()
        if len(word) + len(letter) > _WORD_BYTES:
            words.append(_word(word))
            word = b""
        word += letter
    return [*words, _word(word)]


def _word(data: bytes) -> bytes:
    return b"=?utf-8?B?" + base64.b64encode(data) + b"?="


def base64_lines(data: bytes) -> bytes:
    if len(data) <= _LINE_BYTES:
        return b2a_base64(data, newline=False) + b"\r\n" if data else b""
    encoded = b2a_base64(data, newline=False)
    return b"\r\n".join([encoded[start : start + 76] for start in range(0, len(encoded), 76)]) + b"\r\n"
