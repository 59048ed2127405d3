from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from enrollment.enums import Channel
from notices import notice_words
from notices.enums.notice import FieldScope, FieldType
from notices.evidence_words import line_of
from notices.notice_terms import Field, Rung, as_json, fields_of, rungs_of

UNTIL = Field("until", "마감", "Until", FieldScope.ROUND, FieldType.DATE)
AT = Field("at", "시작", "Starts", FieldScope.ROUND, FieldType.TIME, required=False)
UNIT = Field("unit", "소속", "Unit", FieldScope.PERSON, FieldType.TEXT)
LADDER = (Rung(Channel.EMAIL, 0), Rung(Channel.ALIMTALK, 36), Rung(Channel.SMS, 72, is_reminder=True))
TERMS = SimpleNamespace(
    fields=as_json([UNTIL, AT, UNIT]),
    ladder=as_json(LADDER),
    contact_office="시험 담당",
    contact_phone="02-2286-5114",
)
DAY = date(2026, 9, 26)


def test_rungs_and_fields_come_back_from_json():
    assert rungs_of(TERMS) == LADDER
    assert fields_of(TERMS) == (UNTIL, AT, UNIT)
    assert fields_of(TERMS, FieldScope.ROUND) == (UNTIL, AT)
    plain = {type(value) for row in [*TERMS.fields, *TERMS.ladder] for value in row.values()}
    assert plain == {str, int, bool}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_documents_are_korean_whoever_reads(language):
    with translation.override(language):
        words = notice_words.document_words(
            TERMS, name="홍길동", event_on=DAY, values={"until": "2026-09-01", "unit": "제1대"}
        )
    assert words == {
        "이름": "홍길동",
        "행사일": "2026. 9. 26.(토)",
        "문의처": "시험 담당",
        "문의전화": "02-2286-5114",
        "마감": "2026. 9. 1.(화)",
        "시작": "",
        "소속": "제1대",
    }


def test_a_text_message_gets_nothing_of_the_person():
    values = {"unit": "제1대", "until": "2026-09-01", "at": "14:30"}
    words = notice_words.shared_words(TERMS, event_on=DAY, address="https://e.example.kr/n/x/", values=values)
    assert set(words) == {"주소", "행사일", "문의전화", "마감", "시작"}
    text = notice_words.sms_of("{마감}까지 {주소}", words, tag="[시험구]", is_reminder=False)
    assert text == "[시험구] 2026. 9. 1.(화)까지 https://e.example.kr/n/x/"
    text = notice_words.sms_of("{주소}", words, tag="[시험구]", is_reminder=True)
    assert text == "[시험구] (재안내) https://e.example.kr/n/x/"
    with pytest.raises(KeyError):
        notice_words.sms_of("{소속}", words, tag="[시험구]", is_reminder=False)


def test_what_stands_for_a_word_is_never_read_as_a_word():
    words = {"이름": "{소속}", "소속": "제1대"}
    assert notice_words.filled("{이름}", words) == "{소속}"


def test_rungs_in_words():
    assert [(rung.label, rung.wait) for rung in LADDER] == [
        ("이메일", "바로"),
        ("알림톡", "앞 단계에서 36시간 뒤"),
        ("문자 재안내", "앞 단계에서 3일 뒤"),
    ]
    with translation.override("en"):
        assert Rung(Channel.SMS, 24).wait == "1 day after the step before"


def test_why_a_message_failed_is_said_in_words():
    wire = SimpleNamespace(kind="wire", at=DAY, sealed=None, detail={"channel": "email", "reason": "5.1.1"})
    assert "없는 메일함 (5.1.1)" in line_of(wire).facts
    wire.detail["reason"] = "not_needed"
    assert "더 보낼 필요가 없음" in line_of(wire).facts
