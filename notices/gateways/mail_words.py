"""Words of a mail as people wrote them, whatever their mail program called the letters.

Korean mail names its letters in many ways, and often wrongly: what is called EUC-KR holds letters only CP949
has, and headers come with no name at all. Nothing here raises; what no charset explains is shown as �.
"""

import re
import unicodedata
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

_AS_CP949 = frozenset(
    "euc-kr euckr euc_kr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 ks-c-5601-1987 korean "
    "iso-ir-149 windows-949 x-windows-949 ms949 uhc cp949".split()
)
_MOST_MARKS = 30
"""On one letter, as in the stream-safe format of UAX 15; composing takes the square of more."""
_BLANKS = re.compile(r"\s+")
_MOST_BYTES = 8_000
"""Of a header; a longer one is none a person reads."""


def decoded(data: bytes, charset: str) -> str:
    """Text of bytes that say they are `charset`: that when it fits, else UTF-8 or CP949, whichever does."""
    named = charset.strip().strip("\"'").lower()
    for codec in ("cp949" if named in _AS_CP949 else named or "ascii", "utf-8", "cp949"):
        try:
            return data.decode(codec)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def headers(message: Message, name: str) -> Iterator[bytes]:
    """Each header of that name as it stands in the mail."""
    for found, value in message.raw_items():
        if found.lower() == name:
            yield str(value).encode("utf-8", "surrogateescape")


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded and on one line; empty when there is none."""
    return words(next(headers(message, name), b""))


def words(raw: bytes) -> str:
    """A header value, of encoded words (RFC 2047) or bare letters."""
    text = decoded(raw[:_MOST_BYTES], "")
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        pieces = [(text, None)]
    joined = "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "") for piece, charset in pieces
    )
    return _BLANKS.sub(" ", printable(joined)).strip()


def printable(text: str) -> str:
    """Composed letters, line ends as one sign, and nothing that cannot be seen but tab and line end."""
    lines = "".join(_without_heaps(text.replace("\r\n", "\n").replace("\r", "\n")))
    plain = unicodedata.normalize("NFC", lines)
    return "".join(
        letter
        for letter in plain
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Co")
    )


def _without_heaps(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            yield letter
