"""Pages of rounds: from an uploaded roll to the approval, with wrong input too."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from notices.domain.notice import round
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import NoticeRound
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import addressee, terms_of
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.rolls import draft, row, rows_of, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def upload(data: bytes, name="명부.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def fields(data: bytes, **changes) -> dict:
    day = timezone.localdate() + timedelta(days=40)
    return {
        "title": "상반기 1차",
        "event_on": day.isoformat(),
        "value_place": "교육장",
        "value_starts_at": "오전 9시",
        "file": upload(data),
        **changes,
    }


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_round_is_made_of_an_uploaded_roll(client, officer):
    terms = terms_of()
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    assert "아직 만든 회차가 없습니다" in text_of(client.get(reverse("office_rounds")))
    assert str(terms.kind) in text_of(client.get(reverse("office_round_new")))
    url = reverse("office_round_new_of", args=[terms.kind.code])
    assert "소속" in text_of(client.get(url))
    data = sheet(row("하나가", "19900506"), row("둘나가", "1991-13-06"))
    page = text_of(client.post(url, fields(data), follow=True))
    made = NoticeRound.objects.get()
    assert made.values == {"place": "교육장", "starts_at": "09:00"}
    assert "명단을 읽었습니다" in page
    assert "생년월일을 읽을 수 없습니다" in page
    assert "둘나가" not in page
    assert "둘*가" in page
    log = AccessLog.objects.get(subject_type="person")
    assert log.subject_ids == [who.pk]
    assert AccessLog.objects.filter(subject_type="notice").exists()
    again = text_of(client.post(url, fields(data), follow=True))
    assert "같은 명단과 행사일로 만든 회차가 이미 있습니다" in again
    assert NoticeRound.objects.count() == 1


def test_what_is_typed_wrong_stands_beside_its_field(client, officer):
    url = reverse("office_round_new_of", args=[terms_of().kind.code])
    page = text_of(client.post(url, {}))
    for message in (
        "제목을 입력하지 않았습니다",
        "행사일을 고르지 않았습니다",
        "‘교육 장소’을(를) 입력하지 않았습니다",
        "파일을 선택",
    ):
        assert message in page
    wrong = fields(sheet(row("하나가", RESIDENT_NUMBER)), value_starts_at="아침")
    page = text_of(client.post(url, wrong))
    assert "주민등록번호" in page
    assert RESIDENT_NUMBER not in page
    page = text_of(client.post(url, fields(sheet(row("하나가", "19900506")), value_starts_at="아침")))
    assert "시각을 읽을 수 없습니다" in page
    assert 'id="id_value_starts_at_error"' in page
    page = text_of(client.post(url, fields(sheet(row("하나가", "19900506")), event_on="2020-01-01")))
    assert "행사일은 내일이나 그 뒤의 날이어야 합니다" in page
    assert not NoticeRound.objects.exists()


@pytest.mark.parametrize("code", ["civil_defence", "school_entry"])
def test_the_template_can_be_uploaded(client, officer, code):
    answer = client.get(reverse("office_roll_template", args=[code]))
    book = load_workbook(io.BytesIO(answer.content))
    book.active["A2"] = "나눔이"
    filled = io.BytesIO()
    book.save(filled)
    shared = {"value_ends_at": "13:00", "value_course": "심폐소생술", "value_bring": "신분증"}
    day = (timezone.localdate() + timedelta(days=120)).isoformat()
    sent = fields(filled.getvalue(), event_on=day, **shared)
    page = client.post(reverse("office_round_new_of", args=[code]), sent, follow=True)
    made = NoticeRound.objects.get()
    assert [one.verdict for one in rows_of(made)] == [RollVerdict.UNKNOWN], text_of(page)
    assert rows_of(made)[0].name == "나눔이"


def test_an_unsure_row_is_decided_on_its_page(client, officer):
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801")
    made = draft(row("하나가", "19990506", mobile="01000008801"), row("둘나가", "1991-13-06"), by=officer)
    first, second = rows_of(made)
    url = reverse("office_round_row", args=[made.pk, first.position])
    page = text_of(client.get(url))
    assert "다름" in page
    assert "같음" in page
    assert "8801" not in page.split("고쳐서 다시 맞추기")[0].replace("010-****-8801", "")
    assert "누구인지 고르지 않았습니다" in text_of(client.post(url, {"do": "choose"}))
    answer = client.post(url, {"do": "choose", "person": str(who.pk)})
    assert answer.url == reverse("office_round_row", args=[made.pk, second.position]), (
        "on to the next open row"
    )
    first.refresh_from_db()
    assert (first.verdict, first.person) == (RollVerdict.MATCHED, who)


def test_a_refused_row_is_corrected_or_left_out_on_its_page(client, officer):
    made = draft(row("하나가", "1990-13-06"), row("둘나가", "1991-13-06"), by=officer)
    first, second = rows_of(made)
    url = reverse("office_round_row", args=[made.pk, first.position])
    cells = {"name": "하나가", "birth_date": "1990.5.6", "road_address": "왕십리로 10", "dong": "행당1동"}
    page = text_of(client.post(url, {"do": "correct", **cells, "name": RESIDENT_NUMBER}))
    assert "주민등록번호" in page
    still = client.post(url, {"do": "correct", **cells, "birth_date": "1990-13-06"}, follow=True)
    assert "아직 정할 것이 남았습니다" in text_of(still)
    client.post(url, {"do": "correct", **cells, "tong_ban": "5통 3반"})
    first.refresh_from_db()
    assert (first.verdict, first.ban, first.decided_by) == (RollVerdict.UNKNOWN, 3, officer)
    url = reverse("office_round_row", args=[made.pk, second.position])
    assert "빼는 이유를 적지 않았습니다" in text_of(client.post(url, {"do": "drop", "reason": ""}))
    assert client.post(url, {"do": "drop", "reason": "전출"}).url == reverse("office_round", args=[made.pk])
    second.refresh_from_db()
    assert second.state == NoticeState.STOPPED
    assert "전출" in text_of(client.get(reverse("office_round_roll", args=[made.pk]) + "?part=dropped"))
    assert client.post(url, {"do": "something"}).status_code == 404


def test_refused_rows_are_given_back_for_a_reason(client, officer):
    made = draft(row("하나가", "1990-13-06", unit="은하소대"), row("둘나가", "19910506"), by=officer)
    url = reverse("office_round_refused", args=[made.pk])
    assert client.post(url, {"reason": ""}).status_code == 200
    answer = client.post(url, {"reason": "명단 정정"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:2] == ("성명", "생년월일")
    assert len(rows) == 2
    assert rows[1][0] == "하나가"
    assert "생년월일을 읽을 수 없습니다" in rows[1][-1]
    log = AccessLog.objects.get(action="export")
    assert (log.reason, log.subject_ids) == ("명단 정정", [rows_of(made)[0].pk])


def test_the_approver_reads_it_and_approves_or_hands_it_back(client, officer):
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = draft(row("하나가", "19900506"), row("둘나가", "19910506"), by=officer)
    page = text_of(client.post(reverse("office_round_submit", args=[made.pk]), follow=True))
    assert "결재를 올렸습니다" in page
    assert "결재 되돌리기" in page
    assert client.get(reverse("office_round_review", args=[made.pk])).status_code == 403

    approver = staff(RoleCode.APPROVER)
    client.force_login(approver)
    assert "결재를 기다리는 회차" in text_of(client.get(reverse("office_rounds")))
    review = reverse("office_round_review", args=[made.pk])
    page = text_of(client.get(review))
    assert "하*가" in page
    assert "하나가" not in page
    assert "이유를 적지 않았습니다" in text_of(client.post(reverse("office_round_return", args=[made.pk])))
    client.post(reverse("office_round_return", args=[made.pk]), {"reason": "장소를 고쳐 주세요"})
    made.refresh_from_db()
    assert (made.state, made.review_note) == (RoundState.DRAFT, "장소를 고쳐 주세요")

    client.force_login(officer)
    assert "장소를 고쳐 주세요" in text_of(client.get(reverse("office_round", args=[made.pk])))
    edited = fields(b"", value_place="새 교육장")
    del edited["file"]
    client.post(reverse("office_round_edit", args=[made.pk]), edited)
    client.post(reverse("office_round_submit", args=[made.pk]))
    made.refresh_from_db()
    assert (made.state, made.values["place"]) == (RoundState.IN_REVIEW, "새 교육장")

    client.force_login(approver)
    approve = reverse("office_round_approve", args=[made.pk])
    assert client.get(approve, {"seen": "old"}).url == review
    seen = round.version(made)
    assert "승인하고 통지하기" in text_of(client.get(approve, {"seen": seen}))
    assert client.post(approve, {"seen": "old"}).url == review
    page = text_of(client.post(approve, {"seen": seen}, follow=True))
    assert "제1회로 승인했습니다" in page
    made.refresh_from_db()
    assert made.state == RoundState.SERVING
    assert client.post(approve, {"seen": seen}).url == reverse("office_round", args=[made.pk])


def test_who_decided_a_row_is_told_that_another_must_approve(client):
    from portal.accounts.roles import grant
    from tests.factories.accounts import DISTRICT

    both = staff(RoleCode.APPROVER)
    grant(user=both, role=RoleCode.OFFICER, area_path=DISTRICT, starts_on=date(2012, 1, 1), by=None)
    made = draft(row("하나가", "19900506"), by=both)
    client.force_login(both)
    client.post(reverse("office_round_submit", args=[made.pk]))
    answer = client.get(reverse("office_round_review", args=[made.pk]))
    assert answer.status_code == 403
    assert "스스로 승인할 수 없습니다" in text_of(answer)
    made.refresh_from_db()
    answer = client.post(reverse("office_round_approve", args=[made.pk]), {"seen": round.version(made)})
    assert answer.status_code == 403


def test_another_roll_and_giving_up(client, officer):
    made = draft(row("하나가", "x"), by=officer)
    url = reverse("office_round_replace", args=[made.pk])
    assert "파일을 선택하지 않았습니다" in text_of(client.post(url, {}))
    client.post(url, {"file": upload(sheet(row("하나가", "19900506")))})
    assert [one.verdict for one in rows_of(made)] == [RollVerdict.UNKNOWN]
    cancel = reverse("office_round_cancel", args=[made.pk])
    assert "올린 명단은 지워집니다" in text_of(client.get(cancel))
    assert "취소하는 이유를 적지 않았습니다" in text_of(client.post(cancel))
    assert "주민등록번호" in text_of(client.post(cancel, {"reason": RESIDENT_NUMBER}))
    made.refresh_from_db()
    assert (made.state, made.notices.count()) == (RoundState.DRAFT, 1)
    page = text_of(client.post(cancel, {"reason": "교육을 미룸"}, follow=True))
    made.refresh_from_db()
    assert (made.state, made.notices.count()) == (RoundState.CANCELLED, 0)
    for told in ("지나온 일", "명단을 다시 올림", "교육을 미룸 (올린 명단을 지움)", str(officer)):
        assert told in page
    assert client.get(cancel).status_code == 302
    assert client.get(reverse("office_round_edit", args=[made.pk])).status_code == 302


def test_rounds_of_others_are_not_found(client, officer):
    made = draft(row("하나가", "19900506"), by=officer)
    client.force_login(staff(RoleCode.OFFICER, "1121500000"))
    for name in ("office_round", "office_round_roll", "office_round_edit", "office_round_cancel"):
        assert client.get(reverse(name, args=[made.pk])).status_code == 404
    client.force_login(staff(RoleCode.DONG_STAFF))
    assert client.get(reverse("office_rounds")).status_code == 403
