"""The scan of a form that is saved: added afterwards, replaced for a reason, shown beside what waits."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.domain import review, scan_pages
from enrollment.models import Application, FormScan, WaitingApplication
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA, tong_leader, typed
from tests.factories.enrollment import enroll
from tests.factories.looks import look_of
from tests.factories.scans import files, jpeg, pdf

pytestmark = pytest.mark.django_db
ENTRY = "/desk/intake/new/"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = storages
    return tmp_path


@pytest.fixture
def saved(client, clerk) -> Application:
    client.post(ENTRY, typed())
    return Application.objects.get()


@pytest.fixture
def waiting(client, clerk) -> WaitingApplication:
    home = enroll(name="가나다", mobile="01000007777").application.household
    sheet = typed(name="가나다", mobile="01000007777", road_address=home.road_address)
    assert client.post(ENTRY, sheet).status_code == 302
    return WaitingApplication.objects.get()


def url(saved) -> str:
    return f"/desk/applications/{saved.receipt_no}/scan/"


def put(client, saved, content: bytes | None = None, name: str = "a.jpg", **fields):
    file = SimpleUploadedFile(name, jpeg() if content is None else content)
    return client.post(url(saved), {"file": file, **fields})


def test_a_scan_is_added_to_a_saved_form(client, saved, clerk):
    household = client.get(f"/desk/households/{saved.household_id}/").content.decode()
    assert url(saved) in household and "스캔 올리기" in household
    assert "아직 없습니다" in client.get(url(saved)).content.decode()
    assert put(client, saved, pdf(2)).url == url(saved)
    scan = FormScan.objects.get()
    assert (scan.application, scan.page_count, scan.uploaded_by) == (saved, 2, clerk)
    event = AuditEvent.objects.get(action="scan.add")
    assert (event.actor, event.detail["digest"]) == (clerk, scan.digest)
    logs = AccessLog.objects.filter(page="desk_form_scan")
    assert logs.first().subject_ids == [saved.person_id]
    assert "/desk/scans/" not in client.get(url(saved)).content.decode()


def test_replacing_needs_a_reason_and_keeps_the_number_of_the_evidence(
    client, clerk, private, django_capture_on_commit_callbacks
):
    key = str(uuid4())
    client.post("/desk/scans/", {"submission_key": key, "file": SimpleUploadedFile("a.pdf", pdf(3))})
    client.post(ENTRY, typed(submission_key=key))
    saved, before = Application.objects.get(), FormScan.objects.get()
    colleague = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(colleague)
    refused = put(client, saved)
    assert "reason" in refused.context["form"].errors
    assert "reason" in put(client, saved, reason="가나다 님의 신청서").context["form"].errors
    assert FormScan.objects.get().digest == before.digest and len(files(private)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert put(client, saved, reason="wrong_form").status_code == 302
    scan = FormScan.objects.get()
    assert (scan.pk, scan.page_count, scan.uploaded_by) == (before.pk, 1, colleague)
    assert len(files(private)) == 1 and scan_pages.read(scan, 1).startswith(b"\xff\xd8\xff")
    event = AuditEvent.objects.get(action="scan.replace")
    assert (event.detail["reason"], event.detail["former_digest"]) == ("wrong_form", before.digest)
    assert saved.consents.first().evidence["scan_digest"] == before.digest


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.heic", "HEIC"),
        (b"MZ not a picture", "a.jpg", "PDF"),
        (b"", "a.jpg", "빈 파일"),
    ],
)
def test_the_same_checks_hold_as_while_typing(client, saved, private, content, name, words):
    response = put(client, saved, content, name)
    assert words in " ".join(response.context["form"].errors["file"])
    assert not FormScan.objects.exists() and files(private) == []


def test_too_large_is_refused_and_places_are_stripped(client, saved, settings):
    exif = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0f\x00\x02"
    exif += b"\x00\x00\x00\x06\x00\x00\x00\x1aPLACE\x00"
    content = jpeg(exif=exif)
    assert b"PLACE" in content
    settings.SCAN_MAX_BYTES = 100
    assert "너무 큽니다" in " ".join(put(client, saved, content).context["form"].errors["file"])
    settings.SCAN_MAX_BYTES = 1_000_000
    put(client, saved, content)
    page = scan_pages.read(FormScan.objects.get(), 1)
    assert b"PLACE" not in page and b"Exif" not in page


def test_others_forms_and_forms_taken_back_have_no_page(client, saved):
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert client.get(url(saved)).status_code == 404 == put(client, saved).status_code
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    online = enroll(mobile="01000008888").application
    assert client.get(url(online)).status_code == 404
    Application.objects.filter(pk=saved.pk).update(status="reversed")
    assert client.get(url(saved)).status_code == 404


def test_who_collected_a_form_does_not_scan_it(client, saved):
    leader = tong_leader(user=staff(RoleCode.DONG_STAFF, OWN_AREA))
    Application.objects.filter(pk=saved.pk).update(collected_by=leader)
    client.force_login(leader.user)
    assert "다른 사람이어야" in put(client, saved).content.decode()
    assert not FormScan.objects.exists()


def test_a_colleagues_scan_of_what_waits_becomes_evidence_with_the_decision(client, waiting):
    colleague = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(colleague)
    assert put(client, waiting).status_code == 302
    scan = FormScan.objects.get()
    assert (scan.application, scan.uploaded_by) == (None, colleague)
    decided = review.open_new(waiting=waiting, by=colleague)
    assert decided.application.scan == scan
    assert decided.application.consents.first().evidence["scan"] == scan.pk
    assert client.get(url(waiting)).status_code == 200


def test_the_scan_stands_beside_both_sides_for_who_may_lift_masks(client, waiting):
    put(client, waiting)
    case = f"/desk/review/{waiting.pk}/"
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert "/desk/scans/" not in client.get(case).content.decode()
    lifted = client.post(f"{case}unmask/", {"reason": "종이와 견줌"}).content.decode()
    page_url = f"/desk/scans/{look_of(client, FormScan.objects.get(), '종이와 견줌')}/1.jpg"
    assert f'src="{page_url}"' in lifted
    assert client.get(page_url).status_code == 200
    log = AccessLog.objects.get(page="desk_scan_page")
    assert (log.action, log.subject_type, log.subject_ids) == ("unmask", "waiting_application", [waiting.pk])
    assert log.reason == "종이와 견줌"


def test_who_may_not_lift_masks_sees_no_scan_of_what_waits(client, waiting):
    put(client, waiting)
    scan = FormScan.objects.get()
    Role.objects.filter(code=RoleCode.DONG_STAFF).update(permissions=[Permission.ENTER_APPLICATION])
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert "/desk/scans/" not in client.get(f"/desk/review/{waiting.pk}/").content.decode()
    assert client.get(f"/desk/scans/{look_of(client, scan, '종이와 견줌')}/1.jpg").status_code == 404
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert client.get(f"/desk/scans/{look_of(client, scan, '종이와 견줌')}/1.jpg").status_code == 404


def test_nothing_is_slipped_in_beside_a_saved_form_by_its_key(client, saved, waiting, clerk):
    for key in (saved.submission_key, waiting.submission_key):
        file = SimpleUploadedFile("a.jpg", jpeg())
        response = client.post("/desk/scans/", {"submission_key": str(key), "file": file})
        assert "이미 저장한 신청서입니다" in response.content.decode()
    put(client, waiting)
    scan = FormScan.objects.get()
    assert client.post(f"/desk/scans/{scan.pk}/discard/").status_code == 404
    assert FormScan.objects.count() == 1
