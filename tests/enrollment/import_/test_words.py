"""Words and headings: known ones are read however they are spelled, unknown ones never guessed."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.import_ import words
from enrollment.domain.import_.columns import Vocabulary, squeeze
from enrollment.queries.known import Known


@given(
    st.integers(1, 999),
    st.integers(1, 99),
    st.sampled_from(["{}/{}", "{}-{}", "제{}통 제{}반", "{:03}. {:02}", "{}통{}반"]),
)
def test_tong_and_ban_in_every_spelling(tong, ban, spelling):
    assert words.tong_and_ban(spelling.format(tong, ban), "no") == (tong, ban)


@given(st.text())
def test_nothing_but_yes_and_no_is_an_answer(text):
    try:
        assert words.yes(text) in (True, False)
    except ValidationError as error:
        assert error.messages


@given(st.text())
def test_a_list_is_known_words_or_refused(text):
    try:
        assert set(words.several_of(words.CHANNELS, text, "no")) <= {"sms", "email"}
    except ValidationError as error:
        assert error.messages == ["no"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("top", "sub", "field"),
    [
        ("성 명", "", "name"), ("세대주", "성명", "head_name"), ("연락처", "이메일", "email"),
        ("수신방법", "이메일", "channel:email"), ("희망서비스", "민방위", "service:civil_defence"),
        ("관심분야(복수)", "건강", "topic:health"), ("개인정보 수집·이용 동의", "필수", "consent:enrollment"),
        ("동의", "홍보", "consent:promotional"), ("법정대리인", "연락처", "guardian_phone"), ("비고", "", ""),
        ("여론조사", "", "service:opinion_poll"), ("여론조사 동의", "", "consent:poll"),
    ],
)  # fmt: skip
def test_headings(top, sub, field):
    assert Vocabulary(Known()).field(squeeze(top), squeeze(sub)) == field
