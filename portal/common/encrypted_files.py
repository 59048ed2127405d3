"""Files in the private storage, each encrypted and bound to its place."""

import os
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.common.crypto import decrypt_bytes, encrypt_bytes, needs_rotation


def write(place: str, content: bytes) -> None:
    """Keep the content at a place where nothing lies yet."""
    default_storage.save(place, _sealed(place, content))


def read(place: str) -> bytes:
    """Raises FileNotFoundError or CryptoError when what is kept is gone or damaged."""
    return decrypt_bytes(_blob(place), associated_data=place.encode())


def delete(places: Iterable[str]) -> None:
    for place in places:
        default_storage.delete(place)


def rotate(places: Iterable[str], *, rotate: bool) -> int:
    """How many of these another key than the current one wrote; each is put in place of its former self at
    once when they are to be rotated."""
    waiting = 0
    for place in places:
        if not default_storage.exists(place):
            continue  # replaced or destroyed since its row was read
        if not needs_rotation(_blob(place)):
            continue
        waiting += 1
        if rotate:
            _replace(place, read(place))
    return waiting


def _replace(place: str, content: bytes) -> None:
    fresh = default_storage.save(f"{place}-fresh", _sealed(place, content))
    os.replace(default_storage.path(fresh), default_storage.path(place))


def _sealed(place: str, content: bytes) -> ContentFile:
    return ContentFile(encrypt_bytes(content, associated_data=place.encode()))


def _blob(place: str) -> bytes:
    with default_storage.open(place) as file:
        return file.read()
