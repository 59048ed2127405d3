"""Scans of paper forms: taken in as plain pages, kept encrypted, destroyed with their people."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Application, Dong, FormScan, WaitingApplication
from portal.common import audit
from portal.common.crypto import decrypt_bytes, encrypt_bytes
from portal.common.page_images import to_pages

PENDING_KEPT = timedelta(days=1)
"""How long a scan waits for its application to be saved: as long as a clerk's session."""


def take_in(*, upload: UploadedFile, submission_key: UUID, dong: Dong, by) -> FormScan:
    """Keep the pages of `upload` beside the form with `submission_key`, in place of those kept before.

    Raises ValidationError when the file is too large, of another kind, or the form is saved already.
    """
    if upload.size > settings.SCAN_MAX_BYTES:
        limit = {"size": settings.SCAN_MAX_BYTES // (1024 * 1024)}
        raise ValidationError(_("파일이 너무 큽니다. %(size)sMB까지 올릴 수 있습니다.") % limit, code="size")
    pages = to_pages(upload.read(), most_pages=settings.SCAN_MAX_PAGES)
    name = secrets.token_urlsafe(24)
    written = []
    try:
        for number, page in enumerate(pages, start=1):
            blob = encrypt_bytes(page, associated_data=_place(name, number).encode())
            written.append(default_storage.save(_place(name, number), ContentFile(blob)))
        return _record(name, pages, submission_key, dong, by)
    except BaseException:
        _delete_files(written)
        raise


@transaction.atomic
def _record(name: str, pages: list[bytes], submission_key: UUID, dong: Dong, by) -> FormScan:
    former = FormScan.objects.select_for_update().filter(submission_key=submission_key).first()
    if former is not None:
        if former.application_id or former.uploaded_by_id != by.pk:
            raise ValidationError(
                _("이미 저장한 신청서입니다. 새 신청서 화면에서 올려 주세요."), code="saved"
            )
        _destroy([former])
    scan = FormScan.objects.create(
        name=name,
        submission_key=submission_key,
        dong=dong,
        page_count=len(pages),
        digest=hashlib.sha256(b"".join(pages)).hexdigest(),
        uploaded_by=by,
    )
    audit.record(by=by, action="scan.upload", obj=scan, pages=len(pages), digest=scan.digest)
    return scan


def pending(user, submission_key: UUID) -> FormScan | None:
    """The user's own scan beside a page that is not saved yet."""
    return FormScan.objects.filter(uploaded_by=user, application=None, submission_key=submission_key).first()


def attach(application: Application) -> FormScan | None:
    """Give the application the scan its clerk uploaded beside it. Call in the transaction that accepts it."""
    if application.submission_key is None or application.entered_by_id is None:
        return None
    scan = (
        FormScan.objects.select_for_update()
        .filter(
            submission_key=application.submission_key,
            uploaded_by=application.entered_by_id,
            application=None,
        )
        .first()
    )
    if scan is not None:
        scan.application, scan.dong = application, application.dong
        scan.save(update_fields=["application", "dong"])
        audit.record(by=application.entered_by, action="scan.attach", obj=scan, application=application.pk)
    return scan


@transaction.atomic
def discard(*, scan: FormScan, by) -> None:
    """Destroy a scan that belongs to no application yet. Raises ValidationError when it does by now."""
    held = FormScan.objects.select_for_update().filter(pk=scan.pk).first()
    if held is None:
        return
    if held.application_id:
        raise ValidationError(_("이미 저장한 신청서의 스캔은 지울 수 없습니다."))
    audit.record(by=by, action="scan.discard", obj=held)
    _destroy([held])


def page(scan: FormScan, number: int) -> bytes:
    """One page as a JPEG. Raises FileNotFoundError or CryptoError when what is kept is gone or damaged."""
    place = _place(scan.name, number)
    with default_storage.open(place) as file:
        return decrypt_bytes(file.read(), associated_data=place.encode())


@transaction.atomic
def forget_pending(*, before: datetime | None = None) -> int:
    """Destroy scans nobody saved an application for; those of applications under review wait with them."""
    before = before or timezone.now() - PENDING_KEPT
    waiting = _keys_under_review()
    stale = FormScan.objects.select_for_update(skip_locked=True).filter(
        application=None, uploaded_at__lt=before
    )
    scans = list(stale.exclude(submission_key__in=waiting))
    _destroy(scans)
    return len(scans)


def destroy_of_people(person_ids: Iterable[int]) -> int:
    """Destroy the scans of people whose data are being destroyed. Call in that transaction."""
    scans = list(FormScan.objects.select_for_update().filter(application__person__in=list(person_ids)))
    _destroy(scans)
    return len(scans)


def _keys_under_review():
    return WaitingApplication.objects.filter(payload__isnull=False, submission_key__isnull=False).values(
        "submission_key"
    )


def _destroy(scans: list[FormScan]) -> None:
    """The files go after the commit: a transaction taken back must still find them."""
    places = [_place(scan.name, number) for scan in scans for number in scan.pages]
    FormScan.objects.filter(pk__in=[scan.pk for scan in scans]).delete()
    transaction.on_commit(partial(_delete_files, places))


def _delete_files(places: list[str]) -> None:
    for place in places:
        default_storage.delete(place)


def _place(name: str, number: int) -> str:
    return f"scans/{name[:2]}/{name}-{number}"
