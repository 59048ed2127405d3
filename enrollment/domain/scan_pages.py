"""The pages of a scan in the private storage: each encrypted, under a random name."""

import os
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.dispatch import receiver
from django.utils.translation import gettext as _

from enrollment.models import FormScan
from portal.common.crypto import decrypt_bytes, encrypt_bytes, needs_rotation
from portal.common.page_images import to_pages
from portal.common.signals import encrypted_elsewhere


def keep(upload: UploadedFile, record: Callable[[str, list[bytes]], FormScan]) -> FormScan:
    """Draw the pages of `upload` anew, write them, and let `record(name, pages)` write its row.

    Raises ValidationError when the file is too large or of another kind. No file stays behind when the row
    cannot be written.
    """
    if upload.size > settings.SCAN_MAX_BYTES:
        limit = {"size": settings.SCAN_MAX_BYTES // (1024 * 1024)}
        raise ValidationError(_("파일이 너무 큽니다. %(size)sMB까지 올릴 수 있습니다.") % limit, code="size")
    pages = to_pages(upload.read(), most_pages=settings.SCAN_MAX_PAGES)
    name = secrets.token_urlsafe(24)
    written = []
    try:
        for number, page in enumerate(pages, start=1):
            place = _place(name, number)
            blob = encrypt_bytes(page, associated_data=place.encode())
            written.append(default_storage.save(place, ContentFile(blob)))
        return record(name, pages)
    except BaseException:
        delete(written)
        raise


def read(scan: FormScan, number: int) -> bytes:
    """One page as a JPEG. Raises FileNotFoundError or CryptoError when what is kept is gone or damaged."""
    place = _place(scan.name, number)
    with default_storage.open(place) as file:
        return decrypt_bytes(file.read(), associated_data=place.encode())


def places(scan: FormScan) -> list[str]:
    """Where its pages lie."""
    return [_place(scan.name, number) for number in scan.pages]


def delete(written: list[str]) -> None:
    for place in written:
        default_storage.delete(place)


def _place(name: str, number: int) -> str:
    return f"scans/{name[:2]}/{name}-{number}"


@receiver(encrypted_elsewhere, dispatch_uid="enrollment.rotate_scans")
def rotate_pages(rotate: bool, **kwargs) -> int:
    """Pages that another key than the current one wrote; each is put in place of its former self at once."""
    waiting = 0
    for scan in FormScan.objects.order_by("pk").iterator(chunk_size=100):
        for place in places(scan):
            if not default_storage.exists(place):
                continue  # replaced or destroyed since the row was read
            with default_storage.open(place) as file:
                blob = file.read()
            if not needs_rotation(blob):
                continue
            waiting += 1
            if rotate:
                _replace(place, decrypt_bytes(blob, associated_data=place.encode()))
    return waiting


def _replace(place: str, page: bytes) -> None:
    fresh = default_storage.save(
        f"{place}-fresh", ContentFile(encrypt_bytes(page, associated_data=place.encode()))
    )
    os.replace(default_storage.path(fresh), default_storage.path(place))
