from dataclasses import replace

import pytest

from enrollment.enums import Channel
from notices.enums.notice import FieldScope, FieldType
from notices.models import AddressedNotice
from notices.notice_terms import Field, Rung
from notices.validators import notice_terms, notice_texts, sms_text
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.falling_back import template
from tests.notices.notice_kinds import LADDER, PLACE, STARTS_AT, UNIT, terms_values

pytestmark = pytest.mark.django_db


def problems(**changes) -> dict:
    values = terms_values(**changes)
    del values["attaches_pdf"]
    return notice_terms.problems(**values)


def test_good_terms_have_no_problems():
    assert problems() == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"serve_days_before": 10}, "paper_days_before"),
        ({"serve_days_before": 0}, "serve_days_before"),
        ({"evidence_years": 0}, "evidence_years"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"contact_office": RESIDENT_NUMBER}, "contact_office"),
        ({"title": ""}, "title"),
        ({"title": "{없는 말} 통지서"}, "title"),
        ({"body": "{이름 님"}, "body"),
        ({"body": RESIDENT_NUMBER}, "body"),
        ({"body": "{주소}에서 보세요."}, "body"),
        ({"body": "{소속}은 비어 있을 수 있습니다."}, "body"),
        ({"text": ""}, "text"),
        ({"text": "통지서가 왔습니다."}, "text"),
        ({"text": "{이름} 님 {주소}"}, "text"),
        ({"text": "{소속} {주소}"}, "text"),
        ({"text": "{교육 장소} {주소}"}, "text"),
        ({"text": "통지서 ✓ {주소}"}, "text"),
        ({"ladder": ()}, "ladder"),
        ({"ladder": (Rung(Channel.EMAIL, 1),)}, "ladder"),
        ({"ladder": (Rung(Channel.EMAIL, 0, is_reminder=True),)}, "ladder"),
        ({"ladder": (Rung(Channel.EMAIL, 0), Rung(Channel.EMAIL, 24))}, "ladder"),
        ({"ladder": (Rung(Channel.EMAIL, 0), Rung(Channel.SMS, 0))}, "ladder"),
        ({"ladder": (Rung(Channel.EMAIL, 0), Rung(Channel.ALIMTALK, 24))}, "ladder"),
        ({"ladder": (*LADDER, *(Rung(Channel.SMS, 24, True) for _ in range(4)))}, "ladder"),
    ],
)
def test_each_broken_rule_is_told_at_its_field(change, field):
    assert set(problems(**change)) == {field}


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Place"},
        {"code": "starts_at"},
        {"label": ""},
        {"label": "시작 시각"},
        {"label": "주소"},
        {"label": "주민 등록 번호"},
        {"label": "가{나}"},
        {"label": "가" * 21},
        {"label_en": ""},
    ],
)
def test_a_field_that_cannot_be_one_is_told_in_its_row(change):
    found = notice_terms.field_problems((PLACE, STARTS_AT, replace(UNIT, **change)))
    assert {row: set(by_name) for row, by_name in found.items()} == {2: set(change)}
    [message] = problems(fields=(PLACE, STARTS_AT, replace(UNIT, **change)))["fields"]
    assert message.startswith("3번째 줄")


def test_a_text_is_measured_with_the_longest_it_can_become(settings):
    settings.SITE_URL = "https://e.example.kr"
    text = "{행사일} {시작 시각} 통지서 {주소}"
    values = {"fields": (PLACE, STARTS_AT, UNIT), "phone": "02-2286-5000"}
    longest = notice_texts.longest_sms(text, ladder=LADDER, **values)
    assert "(재안내) 2026. 12. 30.(수) 00:00 통지서 https://e.example.kr/n/" in longest
    assert len(notice_texts.TOKEN) == AddressedNotice._meta.get_field("token").max_length
    room = settings.SMS_MAX_BYTES - sms_text.measure(longest).bytes
    assert notice_texts.text_problems("x" * room + text, ladder=LADDER, **values) == []
    [message] = notice_texts.text_problems("x" * (room + 1) + text, ladder=LADDER, **values)
    assert "91바이트" in message and "1바이트를 줄여" in message


def test_the_mark_of_a_reminder_counts_only_where_one_goes_out_as_a_text():
    values = {"fields": (), "phone": "02-2286-5000"}
    without = notice_texts.longest_sms("{주소}", ladder=LADDER[:2], **values)
    assert "(재안내)" not in without
    assert notice_texts.longest_sms("{주소}", ladder=LADDER, **values).replace("(재안내) ", "") == without


def test_a_ladder_of_email_alone_needs_no_text():
    assert problems(text="", ladder=LADDER[:1]) == {}


def test_alimtalk_needs_a_template_whose_words_are_known():
    ladder = (Rung(Channel.ALIMTALK, 0), Rung(Channel.SMS, 24))
    good = template(body="통지서가 왔습니다. #{주소} #{교육 장소}", buttons=[])
    assert problems(ladder=ladder, alimtalk_template=good) == {}
    for code, change in (
        ("own", {"body": "#{이름} 님의 통지서 #{주소}"}),
        ("field", {"body": "#{소속} #{주소}"}),
        ("closed", {"body": "#{주소}", "is_open": False}),
        ("new", {"body": "#{주소}", "approved_on": None}),
    ):
        wrong = template(code=code, buttons=[], **change)
        assert set(problems(ladder=ladder, alimtalk_template=wrong)) == {"alimtalk_template"}


def test_a_date_of_the_round_may_stand_in_a_text():
    until = Field("until", "신청 마감", "Until", FieldScope.ROUND, FieldType.DATE)
    assert problems(fields=(PLACE, STARTS_AT, UNIT, until), text="{신청 마감}까지 {주소}") == {}
