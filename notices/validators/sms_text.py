"""What a text message costs in bytes, and which of its characters would not arrive.

Bytes are counted in CP949, as Korean carriers do: Hangul 2, ASCII 1. Python's `euc_kr` knows 2,350 of the
11,172 syllables and writes the others as eight bytes, so it serves only to find those others: carriers
may replace or refuse them (gateway codes 1028, 1029).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings

from portal.common.text import nfc, unify_dashes

_PLAIN = str.maketrans({"\u00a0": " ", "\r": None})
_STAND_IN = "□"


class SmsKind(StrEnum):
    """How a text travels: up to 90 bytes as SMS, up to 2,000 as LMS, beyond that not at all."""

    SMS = "SMS"
    LMS = "LMS"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class SmsMeasure:
    """Bytes in CP949 and what stands in the way. Positions count characters of the prepared text from 0."""

    bytes: int
    kind: SmsKind
    unencodable: list[tuple[int, str]]
    doubtful: list[tuple[int, str]]


def prepare(text: str) -> str:
    """The text as it is sent: composed Hangul, plain hyphens, plain spaces, line feeds alone."""
    return unify_dashes(nfc(text)).translate(_PLAIN)


def measure(text: str) -> SmsMeasure:
    """Measure the prepared form of `text`. A character without CP949 code counts two bytes."""
    prepared = prepare(text)
    unencodable = [(at, char) for at, char in enumerate(prepared) if not _encodable(char)]
    doubtful = [(at, char) for at, char in enumerate(prepared) if "가" <= char <= "힣" and not _common(char)]
    size = len(prepared.encode("cp949", "ignore")) + 2 * len(unencodable)
    return SmsMeasure(size, _kind(size), unencodable, doubtful)


def printable(text: str) -> str:
    """`prepare`, with □ for every character no phone would show: a rare name must not stop a message."""
    prepared = prepare(text)
    try:
        prepared.encode("cp949")
    except UnicodeEncodeError:
        return "".join(char if _encodable(char) else _STAND_IN for char in prepared)
    return prepared


def cut(text: str, max_bytes: int) -> str:
    """The longest beginning of a printable text that fits into `max_bytes` of CP949."""
    return text.encode("cp949")[:max_bytes].decode("cp949", "ignore")


def kind_of(printable_text: str) -> SmsKind:
    """How a text that is already printable travels."""
    return _kind(len(printable_text.encode("cp949")))


def _kind(size: int) -> SmsKind:
    if size <= settings.SMS_MAX_BYTES:
        return SmsKind.SMS
    return SmsKind.LMS if size <= settings.LMS_MAX_BYTES else SmsKind.TOO_LONG


@lru_cache(maxsize=4096)
def _encodable(char: str) -> bool:
    try:
        char.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _common(syllable: str) -> bool:
    """Whether a syllable is one of the 2,350 of KS X 1001."""
    return len(syllable.encode("euc_kr")) == 2
