"""The Authorization header of Solapi v4, made and checked.

signature = hex(HMAC-SHA256(secret, date + salt)). A salt serves once; a clock may be off by 15 minutes.
Source: the manual and both official SDKs, which differ only in the case of the parameter names.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

MAX_SKEW = timedelta(minutes=15)
_SCHEME = "HMAC-SHA256"
_PARAMETER = re.compile(r"\s*(\w+)\s*=\s*([^,\s]+)\s*(?:,|$)")


class BadSignature(Exception):
    """Why a request is refused, as the gateway's own error code."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good header said."""

    key: str
    salt: str
    signature: str


def sign(secret: str, date: str, salt: str) -> str:
    return hmac.digest(secret.encode(), (date + salt).encode(), hashlib.sha256).hex()


def header(key: str, secret: str, at: datetime | None = None) -> str:
    """A header with a fresh salt: every try needs one of its own."""
    date = (at or timezone.localtime()).isoformat(timespec="seconds")
    salt = secrets.token_hex(16)
    return f"{_SCHEME} apiKey={key}, date={date}, salt={salt}, signature={sign(secret, date, salt)}"


def check(header_text: str, *, key: str, secret: str, now: datetime | None = None) -> Signed:
    """Raises BadSignature: InvalidAPIKey, RequestTimeTooSkewed or SignatureDoesNotMatch."""
    scheme, _blank, parameters = header_text.partition(" ")
    given = {name.lower(): value for name, value in _PARAMETER.findall(parameters)}
    date, salt, signature = given.get("date", ""), given.get("salt", ""), given.get("signature", "")
    if scheme.upper() != _SCHEME or given.get("apikey") != key:
        raise BadSignature("InvalidAPIKey")
    if not 12 <= len(salt.encode()) <= 64 or not hmac.compare_digest(
        sign(secret, date, salt).encode(), signature.encode()
    ):
        raise BadSignature("SignatureDoesNotMatch")
    if not _is_recent(date, now or timezone.now()):
        raise BadSignature("RequestTimeTooSkewed")
    return Signed(key, salt, signature)


def _is_recent(date: str, now: datetime) -> bool:
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return False
    return at.tzinfo is not None and abs(now - at) <= MAX_SKEW
