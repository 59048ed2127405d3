"""Field encryption and keyed blind indexes for personal data.

AES-256-GCM with rotating keys: the first key of ``settings.FIELD_ENCRYPTION_KEYS`` encrypts, every
key decrypts. A blob is ``version (1) | length of key id (1) | key id | nonce (12) | ciphertext + tag``;
the head is authenticated together with the text, so a blob cannot be re-labelled.

Rule: contact values and birth dates are stored encrypted (개인정보의 안전성 확보조치 기준, encryption
of personal data at rest). No message here ever holds plaintext or key material.
"""

import hmac
import os
from collections.abc import Callable, Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

VERSION = 1
NONCE_BYTES = 12
NONCES_A_PAGE = 1024
TAG_BYTES = 16
KEY_BYTES = 32
BLIND_INDEX_LENGTH = 32
"""Characters in a blind index: 16 bytes written in hex."""
_DAMAGED = "The encrypted value is damaged or does not belong here."


class CryptoError(Exception):
    """Base of the errors of this module; never carries plaintext."""


class UnknownKey(CryptoError):
    """The blob was written with a key that is no longer configured."""


class DecryptionFailed(CryptoError):
    """The blob is damaged, was tampered with, or belongs to other associated data."""


def encrypt(plain: str, *, associated_data: bytes = b"") -> bytes:
    """Encrypt text with the current key.

    ``associated_data`` binds the blob to a place (for example a column); the same bytes are needed
    to decrypt. Raises TypeError when ``plain`` is not text.
    """
    if not isinstance(plain, str):
        raise TypeError("Only text can be encrypted.")
    return encrypt_bytes(plain.encode(), associated_data=associated_data)


def encrypt_bytes(plain: bytes, *, associated_data: bytes = b"") -> bytes:
    """`encrypt` for what is no text, such as a picture."""
    return _seal(plain, os.urandom(NONCE_BYTES), associated_data)


def encryptor() -> Callable[[str], bytes]:
    """`encrypt` for many texts of one thread, without a system call for each."""
    nonces = _nonces()
    return lambda plain: _seal(plain.encode(), next(nonces))


def _nonces() -> Iterator[bytes]:
    while True:
        page = os.urandom(NONCES_A_PAGE * NONCE_BYTES)
        for start in range(0, len(page), NONCE_BYTES):
            yield page[start : start + NONCE_BYTES]


def _seal(plain: bytes, nonce: bytes, associated_data: bytes = b"") -> bytes:
    head, cipher = _current_key()
    return head + nonce + cipher.encrypt(nonce, plain, head + associated_data)


def decrypt(blob: bytes, *, associated_data: bytes = b"") -> str:
    """Decrypt a blob made by `encrypt` with any configured key.

    Raises UnknownKey or DecryptionFailed.
    """
    try:
        return decrypt_bytes(blob, associated_data=associated_data).decode()
    except UnicodeDecodeError:
        # `from None`: the low-level error's frames hold the value.
        raise DecryptionFailed(_DAMAGED) from None


def decrypt_bytes(blob: bytes, *, associated_data: bytes = b"") -> bytes:
    """`decrypt` for a blob made by `encrypt_bytes`."""
    blob = bytes(blob)
    head = _head_of(blob)
    cipher = _ciphers().get(head)
    if cipher is None:
        raise UnknownKey("The encryption key of this value is not configured.")
    start = len(head) + NONCE_BYTES
    try:
        return cipher.decrypt(blob[len(head) : start], blob[start:], head + associated_data)
    except InvalidTag:
        raise DecryptionFailed(_DAMAGED) from None


def needs_rotation(blob: bytes) -> bool:
    """Tell whether a blob was written with another key than the current one.

    Raises DecryptionFailed when it is no blob at all.
    """
    return _head_of(bytes(blob)) != _current_key()[0]


def current_head() -> bytes:
    """The first bytes of every blob the current key writes: what begins otherwise waits for rotation."""
    return _current_key()[0]


def blind_index(kind: str, value: str) -> str:
    """Keyed fingerprint for exact lookup of an encrypted value: `BLIND_INDEX_LENGTH` hex characters.

    ``value`` must be normalised by the caller (digits of a phone, lower-case mail address);
    ``kind`` separates the spaces, so equal text of two kinds gives unequal indexes.
    Raises ValueError for an empty kind or value.
    """
    if not kind or not value or "\0" in kind:
        raise ValueError("A blind index needs a kind and a value.")
    digest = _index_of(kind).copy()
    digest.update(value.encode())
    return digest.hexdigest()[:BLIND_INDEX_LENGTH]


def _head_of(blob: bytes) -> bytes:
    if len(blob) < 2 or blob[0] != VERSION or len(blob) < 2 + blob[1] + NONCE_BYTES + TAG_BYTES:
        raise DecryptionFailed("The value is not an encrypted blob of a known version.")
    return blob[: 2 + blob[1]]


def _head_for(key_id) -> bytes:
    name = str(key_id).encode()
    if not 1 <= len(name) <= 32:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS: a key id has 1 to 32 bytes.")
    return bytes((VERSION, len(name))) + name


@lru_cache(maxsize=1)
def _ciphers() -> dict[bytes, AESGCM]:
    ciphers: dict[bytes, AESGCM] = {}
    for key_id, key in settings.FIELD_ENCRYPTION_KEYS:
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"FIELD_ENCRYPTION_KEYS: key {key_id} must have {KEY_BYTES} bytes.")
        if ciphers.setdefault(_head_for(key_id), cipher := AESGCM(bytes(key))) is not cipher:
            raise ImproperlyConfigured(f"FIELD_ENCRYPTION_KEYS: key id {key_id} appears twice.")
    if not ciphers:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty.")
    return ciphers


@lru_cache(maxsize=1)
def _current_key() -> tuple[bytes, AESGCM]:
    return next(iter(_ciphers().items()))


@lru_cache(maxsize=64)
def _index_of(kind: str) -> hmac.HMAC:
    """The digest that has taken in key and kind; copied for every value."""
    return hmac.new(_index_key(), f"{kind}\0".encode(), "sha256")


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    key = settings.BLIND_INDEX_KEY
    key = key.encode() if isinstance(key, str) else bytes(key)
    if len(key) < KEY_BYTES:
        raise ImproperlyConfigured(f"BLIND_INDEX_KEY must have at least {KEY_BYTES} bytes.")
    return key


def _forget_keys(*, setting, **kwargs):
    if setting in ("FIELD_ENCRYPTION_KEYS", "BLIND_INDEX_KEY"):
        for cached in (_ciphers, _current_key, _index_key, _index_of):
            cached.cache_clear()


setting_changed.connect(_forget_keys, dispatch_uid="portal.common.crypto")
