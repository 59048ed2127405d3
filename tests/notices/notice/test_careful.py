"""What a round or a kind of notice is refused or told for: slips that would reach people on paper."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Dong, Tong
from notices import notice_words
from notices.domain.notice import document, evidence, retention, round_review
from notices.domain.notice import round as rounds
from notices.domain.notice.roll_row import value_of
from notices.enums.notice import EventKind, FieldScope, FieldType, NoticeState, RollVerdict, RowNote
from notices.models import ElectionPeriod, Holiday, NoticeRound
from notices.notice_terms import Field
from notices.validators import notice_terms, notice_texts
from portal.accounts.enums import RoleCode
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import FIELDS, addressee, kind_of, notice_of, round_of, terms_of
from tests.notices.notice_kinds import PLACE, UNIT, terms_values
from tests.notices.rolls import DONG, draft, notes, row, rows_of, verdicts

pytestmark = pytest.mark.django_db
STARTS = Field("starts_at", "시작 시각", "Begins", FieldScope.ROUND, FieldType.TIME)
ENDS = Field("ends_at", "마치는 시각", "Ends", FieldScope.ROUND, FieldType.TIME)


def wrong_in(**changes) -> dict:
    values = {name: value for name, value in terms_values(**changes).items() if name != "attaches_pdf"}
    return notice_terms.problems(**values)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bit.ly/a {주소} 안내", "go.kr이 아닌 주소"),
        ("http://sd.go.kr {주소}", "안전하지 않은 주소"),
        ("10.0.0.1/a {주소}", "숫자로 된 주소"),
        ("sd.go.kr {주소}", ""),
    ],
)
def test_links_in_a_text_are_judged_as_those_of_campaigns(text, told):
    found = wrong_in(text=text).get("text", [])
    assert [told in message for message in found] == [True] * bool(told)


@pytest.mark.parametrize(
    ("phone", "is_right"), [("abc", False), ("02-2286-5114", True), ("120", True), ("02)1", False)]
)
def test_the_number_to_ask_can_be_dialled(phone, is_right):
    assert ("contact_phone" not in wrong_in(contact_phone=phone)) == is_right


def test_a_title_says_nothing_of_a_person():
    for word in ("이름", UNIT.label):
        [told] = notice_texts.title_problems(f"{{{word}}} 통지서", (PLACE, replace(UNIT, required=True)))
        assert word in told
    assert notice_texts.title_problems("{행사일} 통지서", (PLACE, UNIT)) == []
    assert notice_texts.title_problems("bit.ly/a 통지서", (PLACE, UNIT))


@pytest.mark.parametrize(
    ("place", "told"),
    [("교육장", "교육장으로 오십시오"), ("학교", "학교로 오십시오"), ("서울", "서울로 오십시오")],
)
def test_a_particle_fits_the_word_before_it(place, told):
    assert notice_words.filled("{교육 장소}(으)로 오십시오", {"교육 장소": place}) == told


def test_the_shipped_document_has_no_double_particle():
    made = round_of(terms_of(body="{교육 장소}(으)로 오시고 {이름}은(는) 답하십시오."))
    text = " ".join(document.compose(notice_of(made))["paragraphs"])
    assert "성동구민방위교육장으로 오시고" in text
    assert "(으)로" not in text
    assert "은(는)" not in text


@pytest.mark.parametrize("written", ["2시", "2:30", "7시 10분"])
def test_an_hour_of_either_half_of_the_day_is_asked_about(written):
    with pytest.raises(ValidationError) as refused:
        value_of(STARTS, written)
    assert refused.value.code == RowNote.HALF_DAY


@pytest.mark.parametrize(
    ("written", "kept"),
    [("오후 2시", "14:00"), ("02:00", "02:00"), ("14시", "14:00"), ("9시", "09:00"), ("9:30", "09:30")],
)
def test_an_hour_said_in_full_is_kept(written, kept):
    assert value_of(STARTS, written) == kept


def test_the_end_is_after_the_start():
    terms = terms_of(fields=(STARTS, ENDS, *FIELDS[:1]))
    values = {"place": "교육장", "starts_at": "18:00", "ends_at": "14:00"}
    for end in ("14:00", "18:00"):
        with pytest.raises(ValidationError) as refused:
            draft(row("하나가", "19900506"), terms=terms, values=values | {"ends_at": end})
        assert list(refused.value.message_dict) == [":ends_at"]
    made = draft(row("하나가", "19900506"), terms=terms, values=values | {"ends_at": "19:00"})
    assert made.values["ends_at"] == "19:00"


def test_all_mistakes_of_a_round_are_told_at_once(client):
    client.force_login(staff(RoleCode.OFFICER))
    url = reverse("office_round_new_of", args=[terms_of(fields=(STARTS, ENDS)).kind.code])
    sent = {"event_on": "2020-01-01", "value_starts_at": "18:00", "value_ends_at": "14:00", "title": "가"}
    page = client.post(url, sent).content.decode()
    for told in ("내일이나 그 뒤의 날", "보다 늦어야 합니다", "파일을 선택하지 않았습니다"):
        assert told in page
    far = (timezone.localdate() + timedelta(days=365 * 5)).isoformat()
    assert "2년 넘게 남았습니다" in client.post(url, sent | {"event_on": far}).content.decode()
    assert not NoticeRound.objects.exists()


def test_a_tong_that_is_not_there_is_told_and_an_address_elsewhere(client):
    officer = staff(RoleCode.OFFICER)
    Tong.objects.create(dong=Dong.objects.get(name=DONG), number=1, valid_from=date(2012, 1, 1))
    made = draft(
        row("하나가", "19900506", tong="999통"),
        row("둘나가", "19910506", tong="1통", address="부산광역시 해운대구 센텀로 10"),
        row("셋나가", "19920506", tong="1통"),
        by=officer,
    )
    assert verdicts(made) == [RollVerdict.UNKNOWN] * 3, "told, not refused"
    assert notes(made) == [["unknown_tong"], ["elsewhere"], []]
    assert [bool(one.tong_id) for one in rows_of(made)] == [False, True, True]
    client.force_login(officer)
    page = client.get(reverse("office_round_roll", args=[made.pk]) + "?part=unknown").content.decode()
    assert "그 동에 없는 통 번호" in page
    assert "우리 구 주소가 아닌 것" in page


def test_hints_stay_with_somebody_who_is_served():
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = draft(row("하나가", "19900506", tong="999"))
    assert verdicts(made) == [RollVerdict.MATCHED]
    assert notes(made) == [["unknown_tong"]]
    officer = made.drafted_by
    rounds.submit(round=made, by=officer)
    approved = rounds.approve(round=made, by=staff(RoleCode.APPROVER))
    assert approved.notices.get().document


def test_a_namesake_of_the_same_day_is_asked_about_when_nothing_else_compares():
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10", mobile="01000008801")
    lot = draft(row("하나가", "19900506", address="행당동 100-1"))
    assert (verdicts(lot), notes(lot)) == ([RollVerdict.UNSURE], [["only_birth"]])
    phone = draft(row("하나가", "19900506", address=None, mobile="01000008899"), title="둘")
    assert verdicts(phone) == [RollVerdict.UNSURE]
    known = draft(row("하나가", "19900506", address="행당동 100-1", mobile="01000008801"), title="셋")
    assert verdicts(known) == [RollVerdict.MATCHED]
    bare = draft(row("하나가", "19900506", address=None), title="넷")
    assert verdicts(bare) == [RollVerdict.MATCHED]


def election(day: date) -> ElectionPeriod:
    weeks = {"publicity_from": day - timedelta(days=180), "events_from": day - timedelta(days=60)}
    return ElectionPeriod.objects.create(name="시험 선거", election_on=day, **weeks)


def test_an_election_bars_its_own_weeks_alone(client):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    kind = kind_of("test_quiet", not_in_elections=True)
    made = draft(row("하나가", "19900506"), by=officer, terms=terms_of(kind), event_in=60)
    before = election(timezone.localdate() + timedelta(days=30))
    rounds.submit(round=made, by=officer)
    before.delete()
    now = election(timezone.localdate() + timedelta(days=3))
    with pytest.raises(ValidationError) as refused:
        rounds.approve(round=made, by=approver)
    assert refused.value.code == "election"
    now.delete()
    rounds.approve(round=made, by=approver)
    client.force_login(officer)
    page = reverse("office_round", args=[made.pk])
    assert "선거 기간에 듭니다" not in client.get(page).content.decode()
    election(made.event_on)
    assert "선거 기간에 듭니다" in client.get(page).content.decode()


def test_days_are_counted_again_when_holidays_were_entered():
    officer = staff(RoleCode.OFFICER)
    made = draft(row("하나가", "19900506"), by=officer)
    rounds.submit(round=made, by=officer)
    Holiday.objects.filter(day=made.serve_by).delete()
    assert not any("다시 셉니다" in told for told in round_review.review(made).warnings)
    Holiday.objects.create(day=made.serve_by, name="임시공휴일")
    assert any("다시 셉니다" in told for told in round_review.review(made).warnings)
    approved = rounds.approve(round=made, by=staff(RoleCode.APPROVER))
    assert approved.serve_by < made.serve_by
    Holiday.objects.filter(day__year=made.event_on.year).delete()
    assert any("공휴일이 들어 있지 않습니다" in told for told in round_review.review(made).warnings)


def test_a_roll_changed_by_an_erasure_is_to_be_read_again():
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    officer = staff(RoleCode.OFFICER)
    made = draft(row("하나가", "19900506"), by=officer)
    rounds.submit(round=made, by=officer)
    seen = rounds.version(made)
    retention.on_people_erased([who.pk])
    with pytest.raises(ValidationError) as refused:
        rounds.approve(round=made, by=staff(RoleCode.APPROVER), seen=seen)
    assert refused.value.code == "changed"


def test_a_resident_in_the_time_line_is_masked_like_the_page(client):
    made = round_of()
    notice = notice_of(made)
    resident = UserFactory(name="파샘별")
    clerk = staff(RoleCode.DONG_STAFF, name="직원가")
    for by in (resident, clerk):
        evidence.record(notice, EventKind.TO_PAPER, by=by, reason="withdrawn")
    made.notices.update(state=NoticeState.SERVING)
    client.force_login(staff(RoleCode.OFFICER))
    page = client.get(reverse("office_notice", args=[made.pk, notice.pk])).content.decode()
    assert "파*별" in page
    assert "파샘별" not in page
    assert "직원가" in page
