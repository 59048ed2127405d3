"""The pages of a scan in the private storage: each encrypted, under a random name."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.dispatch import receiver
from django.utils.translation import gettext as _

from enrollment.models import FormScan
from portal.common import encrypted_files
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
            encrypted_files.write(place, page)
            written.append(place)
        return record(name, pages)
    except BaseException:
        delete(written)
        raise


def read(scan: FormScan, number: int) -> bytes:
    """One page as a JPEG. Raises FileNotFoundError or CryptoError when what is kept is gone or damaged."""
    return encrypted_files.read(_place(scan.name, number))


def places(scan: FormScan) -> list[str]:
    """Where its pages lie."""
    return [_place(scan.name, number) for number in scan.pages]


def delete(written: list[str]) -> None:
    encrypted_files.delete(written)


def _place(name: str, number: int) -> str:
    return f"scans/{name[:2]}/{name}-{number}"


@receiver(encrypted_elsewhere, dispatch_uid="enrollment.rotate_scans")
def rotate_pages(rotate: bool, **kwargs) -> int:
    """Pages that another key than the current one wrote; each is put in place of its former self at once."""
    pages = (
        place for scan in FormScan.objects.order_by("pk").iterator(chunk_size=100) for place in places(scan)
    )
    return encrypted_files.rotate(pages, rotate=rotate)
