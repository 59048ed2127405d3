"""Scans of paper forms: taken in as plain pages, kept encrypted, destroyed with their people."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import scan_pages
from enrollment.enums import ReviewState, ScanReason
from enrollment.models import Application, Dong, FormScan, WaitingApplication
from portal.common import audit

PENDING_KEPT = timedelta(days=1)
"""How long a scan waits for its application to be saved: as long as a clerk's session."""


def take_in(*, upload: UploadedFile, submission_key: UUID, dong: Dong, by) -> FormScan:
    """Keep the pages of `upload` beside the form with `submission_key`, in place of those kept before.

    Raises ValidationError when the file is too large, of another kind, or the form is saved already.
    """
    return scan_pages.keep(upload, lambda name, pages: _record(name, pages, submission_key, dong, by))


@transaction.atomic
def _record(name: str, pages: list[bytes], submission_key: UUID, dong: Dong, by) -> FormScan:
    former = FormScan.objects.select_for_update().filter(submission_key=submission_key).first()
    is_others = former is not None and (former.application_id or former.uploaded_by_id != by.pk)
    if is_others or _is_saved(submission_key):
        raise ValidationError(
            _("이미 저장한 신청서입니다. 세대 내역이나 세대 확인 화면의 ‘스캔 올리기’에서 올려 주세요."),
            code="saved",
        )
    if former is not None:
        _destroy([former])
    scan = FormScan.objects.create(
        name=name, submission_key=submission_key, dong=dong, uploaded_by=by, **_facts(pages)
    )
    audit.record(by=by, action="scan.upload", obj=scan, pages=len(pages), digest=scan.digest)
    return scan


def put_beside(
    *, saved: Application | WaitingApplication, upload: UploadedFile, by, reason: str = ""
) -> FormScan:
    """Add the scan of a form that was saved without one, or replace a wrong one for a `reason` (ScanReason).

    What the consents rest on keeps its number; the digest they recorded still tells which pages it was, and
    the audit trail who replaced them. Raises ValidationError at `reason` and as `take_in`.
    """
    return scan_pages.keep(upload, lambda name, pages: _put(saved, name, pages, by, reason))


@transaction.atomic
def _put(saved: Application | WaitingApplication, name: str, pages: list[bytes], by, reason: str) -> FormScan:
    # The row is held, so that two clerks make one scan and a decision finds what was put beside it.
    saved = type(saved).objects.select_for_update(of=("self",)).select_related("dong").get(pk=saved.pk)
    if isinstance(saved, WaitingApplication) and saved.state != ReviewState.WAITING:
        raise ValidationError(_("이미 처리한 신청입니다. 목록을 다시 열어 확인해 주세요."))
    scan = of_saved(saved)
    if scan is None:
        return _add(saved, name, pages, by)
    if reason not in ScanReason.values:
        raise ValidationError({"reason": _("바꾸는 사유를 고르지 않았습니다. 왜 바꾸는지 골라 주세요.")})
    former = {"former_digest": scan.digest, "former_uploaded_by": scan.uploaded_by_id}
    transaction.on_commit(partial(scan_pages.delete, scan_pages.places(scan)))
    scan.name, scan.uploaded_by, scan.uploaded_at = name, by, timezone.now()
    for field, value in _facts(pages).items():
        setattr(scan, field, value)
    scan.save()
    replaced = {"reason": str(reason), "pages": len(pages), "digest": scan.digest, **former}
    audit.record(by=by, action="scan.replace", obj=scan, **replaced)
    return scan


def _add(saved: Application | WaitingApplication, name: str, pages: list[bytes], by) -> FormScan:
    if saved.submission_key is None:
        saved.submission_key = uuid4()
        saved.save(update_fields=["submission_key"])
    application = saved if isinstance(saved, Application) else None
    scan = FormScan.objects.create(
        name=name,
        submission_key=saved.submission_key,
        dong=saved.dong,
        uploaded_by=by,
        application=application,
        **_facts(pages),
    )
    audit.record(
        by=by, action="scan.add", obj=scan, pages=len(pages), digest=scan.digest, receipt_no=saved.receipt_no
    )
    return scan


def of_saved(saved: Application | WaitingApplication) -> FormScan | None:
    """The scan of a saved form; None when there is none."""
    if isinstance(saved, Application):
        return FormScan.objects.filter(application=saved).first()
    if saved.submission_key is None:
        return None
    return FormScan.objects.filter(application=None, submission_key=saved.submission_key).first()


def _facts(pages: list[bytes]) -> dict:
    return {"page_count": len(pages), "digest": hashlib.sha256(b"".join(pages)).hexdigest()}


def _is_saved(submission_key: UUID) -> bool:
    models = (Application, WaitingApplication)
    return any(model.objects.filter(submission_key=submission_key).exists() for model in models)


def pending(user, submission_key: UUID) -> FormScan | None:
    """The user's own scan beside a page that is not saved yet."""
    return FormScan.objects.filter(uploaded_by=user, application=None, submission_key=submission_key).first()


def attach(application: Application) -> FormScan | None:
    """Give the application the scan its clerk uploaded beside it, or that was put beside it while it waited.

    Call in the transaction that accepts it.
    """
    if application.entered_by_id is None:
        return None
    held = FormScan.objects.select_for_update().filter(application=None)
    own = held.filter(submission_key=application.submission_key, uploaded_by=application.entered_by_id)
    waited = WaitingApplication.objects.filter(receipt_no=application.receipt_no)
    scan = own.first() or held.filter(submission_key__in=waited.values("submission_key")).first()
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
    if held.application_id or _is_saved(held.submission_key):
        raise ValidationError(_("이미 저장한 신청서의 스캔은 지울 수 없습니다."))
    audit.record(by=by, action="scan.discard", obj=held)
    _destroy([held])


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
    written = [place for scan in scans for place in scan_pages.places(scan)]
    FormScan.objects.filter(pk__in=[scan.pk for scan in scans]).delete()
    transaction.on_commit(partial(scan_pages.delete, written))
