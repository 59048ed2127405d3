"""A certificate says what the evidence says, in full and for a reason; anybody can check it."""

import hashlib
import re
from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from notices.domain.notice import certificate, evidence, paper, retention, verify, viewing
from notices.domain.notice.check import faults
from notices.domain.notice.fallback import to_paper
from notices.enums.notice import EventKind, NoticeState, PaperReason, PaperResult, RoundState, SeenBy
from notices.enums.paper import Receiver
from notices.models import AddressedNotice, NoticeCertificate
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of
from tests.notices.intruder import past_the_triggers
from tests.notices.notice import papers
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db

NAME, EMAIL = "홍나래", "hongnarae@example.kr"


@pytest.fixture
def officer(settings):
    return staff(RoleCode.OFFICER)


@pytest.fixture
def notice() -> AddressedNotice:
    """Agreed, posted, arrived, seen, signed."""
    notice = notice_of(round_of(), addressee(name=NAME, head_name=NAME, email=EMAIL))
    born = {"name": NAME, "birth_date": notice.birth_date, "address": notice.address}
    evidence.record(notice, EventKind.MATCHED, sealed=born, verdict="matched", row=3)
    evidence.record(notice, EventKind.APPROVED, round_no=2, content_hash="0" * 64)
    agreed = timezone.make_aware(datetime(2026, 1, 5, 10, 20, 30))
    told = {"consent": 7, "text_version": 3, "at": agreed}
    evidence.record_many([evidence.Entry(notice.pk, EventKind.CONSENT, told)])
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash, terms=1)
    posted = {"rung": 0, "channel": "email", "is_reminder": False, "message": "m-7"}
    evidence.record(notice, EventKind.POSTED, sealed={"address": EMAIL}, **posted)
    receipt = {"receipt": 1, "provider": "mail", "code": "250", "at": "2026-02-01T01:02:03+00:00"}
    evidence.record(
        notice, EventKind.WIRE, rung=0, channel="email", state="delivered", reason="", receipts=[receipt],
        handed_over_at="2026-02-01 01:02:03+00:00", delivered_at="2026-02-01T01:02:09+00:00",
    )  # fmt: skip
    AddressedNotice.objects.filter(pk=notice.pk).update(state=NoticeState.SERVING)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE)
    viewing.sign(notice=notice)
    return AddressedNotice.objects.get(pk=notice.pk)


def issued(notice, officer) -> tuple[NoticeCertificate, bytes]:
    return certificate.issue(notice=notice, reason="이의신청 심사", by=officer)


def address(notice) -> str:
    return reverse("office_certificate", args=[notice.round_id, notice.pk])


def words(content: bytes) -> str:
    return words_of(pdf_text(content))


def words_of(text: str) -> str:
    """Without blanks: lines break where they must."""
    return re.sub(r"\s+", "", text)


def test_it_says_everything_in_full_with_seconds(notice, officer):
    head = notice.head
    row, content = issued(notice, officer)
    text = words(content)
    for told in (NAME, "1980. 3. 4.", EMAIL, row.number, "민방위기본법 제24조", "동의문 3판",
                 "2026. 1. 5. 10:20:30 동의", "2026. 2. 1. 10:02:03 발송 넘김", "2026. 2. 1. 10:02:09 도달",
                 "통신사 응답 mail 250", "인증번호 확인", "수령증 서명", "/verify/"):  # fmt: skip
        assert words_of(told) in text, told
    assert notice.document_hash in text
    assert row.head in text and row.head == head
    assert (row.events, row.issued_by) == (8, officer)
    assert row.pdf_hash == hashlib.sha256(content).hexdigest()


def test_it_is_a_tagged_pdf(notice, officer):
    _row, content = issued(notice, officer)
    catalogue = PdfReader(BytesIO(content)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"] == "ko-KR"
    assert b"pdfuaid" in content
    assert "/StructTreeRoot" in catalogue


def test_issuing_is_evidence_itself_and_holds_with_everything_else(notice, officer):
    row, _content = issued(notice, officer)
    event = notice.evidence.latest("sequence")
    assert (event.kind, event.actor, event.sequence) == (EventKind.CERTIFIED, officer, row.events + 1)
    assert event.detail == {"number": row.number, "pdf_hash": row.pdf_hash}
    assert "이의신청" in event.sealed
    again, _content = issued(notice, officer)
    assert again.number != row.number
    assert list(faults()) == []


def test_altered_and_removed_certificates_are_found(notice, officer):
    row, _content = issued(notice, officer)
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE notices_noticecertificate SET pdf_hash = repeat('0', 64)")
    assert [str(fault) for fault in faults()] == [f"certificate {row.pk}: not as it was issued"]
    with past_the_triggers() as cursor:
        cursor.execute("DELETE FROM notices_noticecertificate")
    assert [str(fault) for fault in faults()] == [f"notice {notice.pk} event 9: the certificate is gone"]


@pytest.mark.parametrize("reason", ["", "  ", "주민번호 " + "900101" + "-" + "1234567"])
def test_without_a_reason_there_is_none(notice, officer, reason):
    with pytest.raises(ValidationError):
        certificate.issue(notice=notice, reason=reason, by=officer)
    assert not NoticeCertificate.objects.exists()


def test_elsewhere_there_is_none(notice):
    for stranger in (
        staff(RoleCode.OFFICER, "2600000000"),
        staff(RoleCode.TONG_LEADER, "1120000000/1120056000/1"),
    ):
        with pytest.raises(PermissionDenied):
            issued(notice, stranger)


def test_who_may_not_lift_masks_gets_none(client, notice):
    approver = staff(RoleCode.APPROVER)
    with pytest.raises(PermissionDenied):
        issued(notice, approver)
    client.force_login(approver)
    assert client.post(address(notice), {"reason": "이의신청 심사"}).status_code == 403
    shown = client.get(address(notice))
    assert shown.status_code == 200 and "증명서 내려받기" not in shown.content.decode()
    assert not NoticeCertificate.objects.exists()


def test_of_altered_evidence_there_is_none(notice, officer):
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE notices_noticeevent SET at = at - interval '1 day' WHERE sequence = 7")
    with pytest.raises(ValidationError, match="처음 기록과"):
        issued(notice, officer)


def test_of_a_damaged_notice_there_is_none(notice, officer):
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE notices_addressednotice SET document = '\\x00'")
    with pytest.raises(ValidationError, match="처음 기록과"):
        issued(notice, officer)


def test_before_approval_and_after_destruction_there_is_none(notice, officer):
    draft = notice_of(round_of(state=RoundState.DRAFT))
    with pytest.raises(ValidationError, match="결재하지"):
        issued(draft, officer)
    row, _content = issued(notice, officer)
    retention.destroy_evidence_due(today=date(2099, 1, 1))
    with pytest.raises(ValidationError, match="파기한"):
        issued(notice, officer)
    assert verify.look_up(row.number) is None


def test_of_paper_it_says_who_took_it(officer):
    notice = notice_of(verdict="unknown", name="홍문앞", dong=papers.tong_of().dong)
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    with time_machine.travel("2026-11-20T10:00:00+09:00"):
        to_paper(notice=notice, reason=PaperReason.UNKNOWN)
        result = {"result": PaperResult.TO_FAMILY, "receiver": Receiver.SPOUSE}
        paper.record(notice=notice, by=papers.clerk(), **result)
    text = words(issued(notice, officer)[1])
    for told in ("홍문앞", "없음 (종이로 전달)", "가족에게 전달, 배우자, 2026. 11. 20.", "종이로 전달함"):
        assert words_of(told) in text, told


def test_the_page_gives_the_file_for_a_reason_and_logs_it(client, notice, officer):
    client.force_login(officer)
    page = client.get(address(notice))
    assert page.status_code == 200 and NAME not in page.content.decode()
    refused = client.post(address(notice), {"reason": ""}, follow=True)
    assert "발급하는 사유를 적지 않았거나" in refused.content.decode()
    assert not NoticeCertificate.objects.exists()
    response = client.post(address(notice), {"reason": "이의신청 심사"})
    row = NoticeCertificate.objects.get()
    assert response["Content-Type"] == "application/pdf" and row.number in response["Content-Disposition"]
    assert hashlib.sha256(response.content).hexdigest() == row.pdf_hash
    entry = AccessLog.objects.latest("pk")
    assert (entry.action, entry.subject_type, entry.subject_ids) == ("unmask", "notice", [notice.pk])
    assert (entry.reason, entry.page) == ("이의신청 심사", "office_certificate")
    assert row.number in client.get(address(notice)).content.decode()


def test_the_page_of_another_area_is_not_there(client, notice):
    client.force_login(staff(RoleCode.OFFICER, "2600000000"))
    assert client.get(address(notice)).status_code == 404
    assert client.post(address(notice), {"reason": "이의신청 심사"}).status_code == 404
    client.force_login(staff(RoleCode.TONG_LEADER, "1120000000/1120056000/1"))
    assert client.get(address(notice)).status_code == 403


def checked(client, number: str, content: bytes | None = None):
    data = {"number": number}
    if content is not None:
        data["file"] = SimpleUploadedFile("c.pdf", content, "application/pdf")
    return client.post(reverse("verify"), data, follow=True).content.decode()


def test_anybody_can_check_a_number(client, notice, officer):
    row, content = issued(notice, officer)
    page = checked(client, row.number.lower().replace("-", " "))
    assert "구청이 낸 증명서입니다" in page and "홍*래" in page and "시험 훈련 통지" in page
    assert NAME not in page and EMAIL not in page
    assert "파일이 낸 것과" not in page
    assert "파일이 낸 것과 똑같습니다" in checked(client, row.number, content)
    assert "파일이 낸 것과 다릅니다" in checked(client, row.number, content + b"\n")


def test_what_happened_since_is_no_alteration_and_what_was_altered_is(client, notice, officer):
    row, _content = issued(notice, officer)
    evidence.record(notice, EventKind.REQUESTED, asked="deferral")
    assert "바뀌지 않았습니다" in checked(client, row.number)
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE notices_noticeevent SET at = at + interval '1 second' WHERE sequence = 7")
    assert "기록이 증명서를 낼 때와 다릅니다" in checked(client, row.number)


def test_a_number_nobody_issued(client):
    assert "이 번호의 증명서가 없습니다" in checked(client, "0000-0000-0000-0000")
    assert "16자리입니다" in checked(client, "1234")
    assert "입력하지 않았습니다" in checked(client, "")
    assert client.get(reverse("verify_result")).status_code == 200


def test_a_file_too_large_or_empty_is_refused(client):
    assert "2MB보다 큰" in checked(client, "0000-0000-0000-0000", b"x" * (2 * 1024 * 1024 + 1))
    assert "빈 파일입니다" in checked(client, "0000-0000-0000-0000", b"")


def test_letters_taken_for_digits_and_small_ones_do_not_matter():
    assert verify.number_of(" o123-il45 abcd-EFGH ") == "0123-1145-ABCD-EFGH"
    assert verify.number_of("U123-4567-89AB-CDEF") is None
    assert verify.number_of("0123-4567-89AB-CDE") is None
    assert verify.number_of(certificate._new_number()) is not None


def test_trying_numbers_is_limited(client):
    for _try in range(10):
        checked(client, "0000-0000-0000-0000")
    response = client.post(reverse("verify"), {"number": "0000-0000-0000-0000"})
    assert response.status_code == 429 and "1분 뒤에" in response.content.decode()
