"""Scans: who may upload, see and remove them, how they are kept, and when they are destroyed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from enrollment.domain import review, scan_pages
from enrollment.domain import scan as scans
from enrollment.models import Application, Dong, FormScan, WaitingApplication
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common.crypto import DecryptionFailed
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA, OWN_DONG, typed
from tests.factories.enrollment import enroll
from tests.factories.looks import look_of
from tests.factories.scans import files, jpeg, pdf

pytestmark = pytest.mark.django_db
URL, ENTRY = "/desk/scans/", "/desk/intake/new/"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    storages = {**settings.STORAGES}
    options = {"location": tmp_path, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    storages["default"] = {**storages["default"], "OPTIONS": options}
    settings.STORAGES = storages
    return tmp_path


def upload(client, content: bytes | None = None, key=None, name: str = "홍길동 신청서.jpg", **more):
    file = SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")
    return client.post(URL, {"submission_key": str(key or uuid4()), "file": file, **more})


def page_url(client, scan, number: int = 1, reason: str = "") -> str:
    """The address of a page as this session was given it."""
    return f"/desk/scans/{look_of(client, scan, reason)}/{number}.jpg"


def test_pages_are_kept_encrypted_under_a_random_name(client, clerk, private):
    response = upload(client, pdf(2), next=ENTRY)
    scan = FormScan.objects.get()
    assert (response.status_code, response.url) == (302, f"{ENTRY}?scan={scan.pk}")
    kept = files(private)
    assert len(kept) == 2 == scan.page_count
    for path in kept:
        assert b"JFIF" not in path.read_bytes() and not path.read_bytes().startswith(b"\xff\xd8")
        assert path.stat().st_mode & 0o077 == 0
        assert "홍길동" not in path.name and not path.suffix
    assert scan_pages.read(scan, 1).startswith(b"\xff\xd8\xff")
    first, second = sorted(kept)
    first.write_bytes(second.read_bytes())
    with pytest.raises(DecryptionFailed):
        scan_pages.read(scan, 1)


def test_without_scripts_the_page_comes_back_with_the_scan_and_its_key(client, clerk):
    key = uuid4()
    page = client.get(upload(client, key=key, next=ENTRY).url)
    assert page.context["scan"] == FormScan.objects.get()
    assert str(page.context["form"]["submission_key"].value()) == str(key)
    assert page_url(client, page.context["scan"]) in page.content.decode()
    assert client.get(ENTRY).context["scan"] is None


def test_saving_the_form_makes_the_scan_its_evidence(client, clerk):
    key = uuid4()
    upload(client, key=key)
    client.post(ENTRY, typed(submission_key=str(key)))
    application, scan = Application.objects.get(), FormScan.objects.get()
    assert application.scan == scan
    evidence = [consent.evidence for consent in application.consents.all()]
    assert evidence and all(one["scan"] == scan.pk and one["scan_digest"] == scan.digest for one in evidence)
    events = AuditEvent.objects.filter(object_id=scan.pk, action__startswith="scan.").order_by("id")
    assert [event.action for event in events] == ["scan.upload", "scan.attach"]
    client.post(ENTRY, typed())
    assert not hasattr(Application.objects.latest("id"), "scan")


def test_another_clerks_scan_does_not_become_evidence_nor_is_it_replaced(client, clerk):
    key = uuid4()
    upload(client, key=key)
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert "이미 저장한 신청서" in upload(client, key=key).content.decode()
    client.post(ENTRY, typed(submission_key=str(key)))
    assert not hasattr(Application.objects.get(), "scan")
    assert FormScan.objects.get().uploaded_by == clerk


def test_a_new_file_takes_the_place_of_the_former(client, clerk, private, django_capture_on_commit_callbacks):
    key = uuid4()
    upload(client, pdf(3), key=key)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, key=key)
    assert FormScan.objects.get().page_count == 1 == len(files(private))


def test_a_page_is_shown_as_a_picture_and_nothing_else(client, clerk):
    upload(client)
    scan = FormScan.objects.get()
    response = client.get(page_url(client, scan))
    assert response.status_code == 200
    assert response.content.startswith(b"\xff\xd8\xff")
    headers = response.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="scan-1.jpg"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in headers["Cache-Control"] and "private" in headers["Cache-Control"]
    for number in (0, 2):
        assert client.get(page_url(client, scan, number)).status_code == 404


def test_before_saving_only_its_uploader_sees_it_then_clerks_of_the_dong(client, clerk):
    key = uuid4()
    upload(client, key=key)
    scan = FormScan.objects.get()
    colleague = staff(RoleCode.DONG_STAFF, OWN_AREA)
    strangers = [
        staff(RoleCode.DONG_STAFF, OTHER_AREA),
        staff(RoleCode.TONG_LEADER, f"{OWN_AREA}/5"),
        staff(RoleCode.OFFICER),
    ]
    for user in (colleague, *strangers):
        client.force_login(user)
        assert client.get(page_url(client, scan)).status_code in (403, 404)
    client.force_login(clerk)
    client.post(ENTRY, typed(submission_key=str(key)))
    assert AccessLog.objects.filter(page="desk_scan_page").count() == 0
    client.force_login(colleague)
    assert client.get(page_url(client, scan)).status_code == 404
    assert client.get(page_url(client, scan, reason="서명 확인")).status_code == 200
    entry = AccessLog.objects.get(page="desk_scan_page")
    person = Application.objects.get().person_id
    assert (entry.user, entry.subject_type, entry.subject_ids) == (colleague, "person", [person])
    assert (entry.action, entry.reason) == ("unmask", "서명 확인")
    Role.objects.filter(code=RoleCode.DONG_STAFF).update(permissions=[Permission.ENTER_APPLICATION])
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert client.get(page_url(client, scan, reason="서명 확인")).status_code == 404
    for user in strangers:
        client.force_login(user)
        assert client.get(page_url(client, scan, reason="서명 확인")).status_code in (403, 404)
    client.logout()
    assert client.get(page_url(client, scan)).status_code == 302


def test_a_scan_is_seen_on_the_page_lifted_with_a_reason_and_nowhere_else(client, clerk):
    key = uuid4()
    upload(client, pdf(2), key=key)
    client.post(ENTRY, typed(submission_key=str(key)))
    home = f"/desk/households/{Application.objects.get().household_id}/"
    assert not addresses(client.get(home))
    refused = client.post(f"{home}unmask/", {"reason": ""})
    assert not addresses(refused)
    lifted = addresses(client.post(f"{home}unmask/", {"reason": "서명 확인"}))
    assert len(lifted) == 2
    assert client.get(lifted[1]).status_code == 200
    entry = AccessLog.objects.filter(page="desk_scan_page").get()
    assert (entry.action, entry.reason) == ("unmask", "서명 확인")
    other = Client()
    other.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert other.get(lifted[0]).status_code == 404
    number = FormScan.objects.get().pk
    assert client.get(f"/desk/scans/{number}/1.jpg").status_code == 404


def addresses(response) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/desk/scans/[^/\"]+/\d+\.jpg", response.content.decode())))


def test_many_looks_leave_the_session_small(client, clerk):
    upload(client)
    scan = FormScan.objects.get()
    first = page_url(client, scan)
    assert page_url(client, scan) == first
    for number in range(60):
        page_url(client, scan, reason=f"사유 {number}")
    assert client.get(first).status_code == 404
    assert len(client.session["scan_looks"]) == 60


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        (b"<html><script>alert(1)</script>", "PDF, JPEG, PNG"),
        (jpeg()[:200], "열 수 없습니다"),
        (pdf(7), "6쪽까지"),
        (b"", "빈 파일"),
    ],
)
def test_wrong_files_are_refused_and_nothing_is_kept(client, clerk, private, content, words):
    response = upload(client, content, next=ENTRY)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert FormScan.objects.count() == 0 and files(private) == []


def test_a_file_too_large_is_refused_before_it_is_read(client, clerk, settings, private):
    settings.SCAN_MAX_BYTES = 1024 * 1024
    response = upload(client, jpeg() + bytes(1024 * 1024))
    assert "1MB까지" in response.content.decode()
    assert files(private) == []


def test_the_way_back_stays_in_the_desk(client, clerk):
    for bad in ("https://example.com/desk/", "//example.com", "/accounts/logout/"):
        assert upload(client, next=bad).url.startswith(ENTRY)


def test_a_scan_can_be_taken_away_until_its_form_is_saved(
    client, clerk, private, django_capture_on_commit_callbacks
):
    key = uuid4()
    upload(client, key=key)
    scan = FormScan.objects.get()
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert client.post(f"/desk/scans/{scan.pk}/discard/").status_code == 404
    client.force_login(clerk)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/desk/scans/{scan.pk}/discard/").status_code == 302
    assert FormScan.objects.count() == 0 and files(private) == []
    upload(client, key=key)
    client.post(ENTRY, typed(submission_key=str(key)))
    saved = FormScan.objects.get()
    assert client.post(f"/desk/scans/{saved.pk}/discard/").status_code == 404
    with pytest.raises(ValidationError):
        scans.discard(scan=saved, by=clerk)


def test_scans_without_a_form_and_of_people_who_are_gone_are_destroyed(
    client, clerk, private, django_capture_on_commit_callbacks
):
    key = uuid4()
    upload(client, key=key)
    client.post(ENTRY, typed(submission_key=str(key)))
    upload(client)
    with django_capture_on_commit_callbacks(execute=True):
        assert scans.forget_pending() == 0
        assert scans.forget_pending(before=timezone.now() + timedelta(seconds=1)) == 1
    assert len(files(private)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert scans.destroy_of_people([Application.objects.get().person_id]) == 1
    assert files(private) == [] and FormScan.objects.count() == 0


def test_a_transaction_taken_back_leaves_no_file(clerk, private):
    key = uuid4()
    dong = Dong.objects.get(code=OWN_DONG)
    other = staff(RoleCode.DONG_STAFF, OWN_AREA)
    scans.take_in(upload=SimpleUploadedFile("a.jpg", jpeg()), submission_key=key, dong=dong, by=other)
    with pytest.raises(ValidationError):
        scans.take_in(upload=SimpleUploadedFile("a.jpg", jpeg()), submission_key=key, dong=dong, by=clerk)
    assert len(files(private)) == 1
    assert default_storage.exists(files(private)[0].relative_to(private).as_posix())


def test_the_scan_of_a_form_that_waits_for_a_decision_waits_with_it(client, clerk, private):
    known = enroll(name="가나다", mobile="01000007777").application
    home, key = known.household, uuid4()
    upload(client, key=key)
    sheet = typed(
        submission_key=str(key), name="가나다", mobile="01000007777", road_address=home.road_address,
        address_detail="102동 999호",
    )  # fmt: skip
    assert client.post(ENTRY, sheet).status_code == 302
    waiting = WaitingApplication.objects.get()
    assert scans.forget_pending(before=timezone.now() + timedelta(seconds=1)) == 0
    decided = review.open_new(waiting=waiting, by=staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert decided.application.scan == FormScan.objects.get()
    assert decided.application.consents.first().evidence["scan"] == decided.application.scan.pk
