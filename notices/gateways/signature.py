"""How whoever reports to us without a form of their own proves who they are.

`X-Sotong-Signature: t=UNIX-TIME,v1=HEX`, an HMAC-SHA-256 over the time, a full stop and the raw body. Good
for five minutes; within them the same report is counted once by the ids in it.
"""

import hashlib
import hmac
import time

SIGNATURE_HEADER = "X-Sotong-Signature"
MAX_SKEW_SECONDS = 300


def signature(body: bytes, secret: str, at: int) -> str:
    """The header of a body signed at a Unix time."""
    digest = hmac.digest(secret.encode(), b"%d." % at + body, hashlib.sha256)
    return f"t={at},v1={digest.hex()}"


def is_signed(header: str, body: bytes, secret: str) -> bool:
    stamp = header.partition(",")[0].removeprefix("t=")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    at = int(stamp)
    right = signature(body, secret, at)
    return hmac.compare_digest(header.encode(), right.encode()) and abs(time.time() - at) <= MAX_SKEW_SECONDS
