"""Signing mail (DKIM, RFC 6376; Ed25519 by RFC 8463), so that servers believe who sent it.

Mails of ours are written so that relaxed and plain form of their bodies are the same, and a check of a few
microseconds proves it; only a body that differs is rewritten for its digest.
"""

import base64
import hashlib
import re
import time
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LEAST_RSA_BITS = 2048
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"reply-to", b"auto-submitted", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
"""From is named once more than it occurs: a second one added on the way breaks the signature. RFC 8058 asks
for the two List headers."""

_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n)")


class UnusableKey(Exception):
    """The key file cannot be read, or holds no key mail servers take."""


class Signer:
    """Signs for one domain with one key."""

    def __init__(self, key: RSAPrivateKey | Ed25519PrivateKey, domain: str, selector: str):
        self.key = key
        self.is_rsa = isinstance(key, RSAPrivateKey)
        algorithm = "rsa-sha256" if self.is_rsa else "ed25519-sha256"
        self._head = f"v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t=".encode()

    def sign(self, message: bytes) -> bytes:
        """The message (CRLF line ends) behind its DKIM-Signature."""
        head, _blank, body = message.partition(b"\r\n\r\n")
        headers = _last_by_name(head)
        names = [name for name in SIGNED if name in headers]
        digest = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest())
        listed = b":".join((*names, b"from"))
        value = b"%s%d;\r\n h=%s;\r\n bh=%s;\r\n b=" % (self._head, int(time.time()), listed, digest)
        signed = b"".join((*(headers[name] for name in names), b"dkim-signature:", _relaxed_value(value)))
        signature = base64.b64encode(self._signature(signed))
        lines = b"\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
        return b"".join((b"DKIM-Signature: ", value, lines, b"\r\n", message))

    def _signature(self, data: bytes) -> bytes:
        if self.is_rsa:
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(hashlib.sha256(data).digest())


@lru_cache(maxsize=4)
def signer(key_file: str, domain: str, selector: str) -> Signer:
    """The signer of this process. Raises UnusableKey."""
    try:
        key = serialization.load_pem_private_key(Path(key_file).read_bytes(), password=None)
    except OSError as error:
        raise UnusableKey(f"cannot be read ({type(error).__name__})") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableKey("holds no private key in PEM without a password") from error
    if isinstance(key, RSAPrivateKey):
        if key.key_size < LEAST_RSA_BITS:
            raise UnusableKey(f"holds an RSA key of less than {LEAST_RSA_BITS} bits")
    elif not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey("holds neither an RSA nor an Ed25519 key")
    return Signer(key, domain, selector)


def dns_record(key_file: str, domain: str, selector: str) -> tuple[str, str]:
    """Name and text of the DNS record receivers check the signature by. Raises UnusableKey."""
    own = signer(key_file, domain, selector)
    public = own.key.public_key()
    if own.is_rsa:
        encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    else:
        encoding, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    kind, raw = "rsa" if own.is_rsa else "ed25519", public.public_bytes(encoding, form)
    return f"{selector}._domainkey.{domain}", f"v=DKIM1; k={kind}; p={base64.b64encode(raw).decode()}"


def _last_by_name(head: bytes) -> dict[bytes, bytes]:
    """Header lines in relaxed form by small name."""
    found: dict[bytes, bytes] = {}
    for line in head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        small = name.strip().lower()
        found[small] = b"".join((small, b":", _relaxed_value(value), b"\r\n"))
    return found


def _relaxed_value(value: bytes) -> bytes:
    return _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip()


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376, 3.4.4."""
    if b"\t" in body or b"  " in body or b" \r\n" in body:
        body = _BLANKS_AT_END.sub(b"", _BLANKS.sub(b" ", body))
    if body.endswith(b"\r\n\r\n") or not body.endswith(b"\r\n"):
        body = body.rstrip(b"\r\n") + b"\r\n"
    return body if body != b"\r\n" else b""
