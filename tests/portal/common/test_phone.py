import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.common import phone


@pytest.mark.parametrize(
    "text",
    [
        "010-0000-5678",
        "010.0000.5678",
        "010 0000 5678",
        "010/0000/5678",
        "(010) 0000-5678",
        "+82 10-0000-5678",
        "+82(0)10-0000-5678",
        "0082 10 0000 5678",
        "821000005678",
        "０１０－００００－５６７８",
        "010–0000–5678",
        " 010-0000\n-5678 ",
        "010\u200b00005678",
        "1000005678",
        1000005678,
        1000005678.0,
        "1000005678.0",
        "공일공-공공공공-오육칠팔",
        "공일공 영영영영 5678",
    ],
)
def test_every_spelling_of_one_number_is_one_number(text):
    assert phone.normalise(text) == "01000005678"


@pytest.mark.parametrize(
    ("text", "digits", "kind", "shown"),
    [
        ("011-123-4567", "0111234567", "old_mobile", "011-123-4567"),
        ("02-2286-5000", "0222865000", "landline", "02-2286-5000"),
        (222865000, "0222865000", "landline", "02-2286-5000"),
        ("(031)123-4567", "0311234567", "landline", "031-123-4567"),
        ("070-0000-1234", "07000001234", "internet", "070-0000-1234"),
        ("0505-123-4567", "05051234567", "virtual", "0505-123-4567"),
        ("080-123-4567", "0801234567", "toll_free", "080-123-4567"),
        ("1588-1234", "15881234", "representative", "1588-1234"),
    ],
)
def test_other_kinds_are_understood_but_cannot_receive_messages(text, digits, kind, shown):
    assert phone.normalise(text) == digits
    assert phone.kind(digits) == kind
    assert phone.display(digits) == shown
    with pytest.raises(phone.PhoneError) as caught:
        phone.require_mobile(text)
    assert caught.value.code == kind
    assert "010" in caught.value.messages[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "empty"),
        ("", "empty"),
        ("  \n", "empty"),
        ("없음", "none"),
        ("-", "none"),
        ("X", "none"),
        ("010-0000-1234 / 010-0000-5678", "two_numbers"),
        ("010-0000-1234, 5678", "two_numbers"),
        ("010-0000-1234\n010-0000-5678", "two_numbers"),
        ("01000001234 또는 02-2286-5000", "two_numbers"),
        ("010-0000-123", "wrong_length"),
        ("010-0000-12345", "wrong_length"),
        ("02-123", "wrong_length"),
        ("+1 202 555 0100", "not_korean"),
        ("099-1234-5678", "not_korean"),
        ("전화하세요", "not_a_number"),
        ("seongdong@example.kr", "not_a_number"),
    ],
)
def test_unusable_texts_are_refused_by_reason_without_repeating_them(text, code):
    with pytest.raises(phone.PhoneError) as caught:
        phone.normalise(text)
    assert caught.value.code == code
    message = caught.value.messages[0]
    assert message.count(".") >= 2, "says what and how"
    assert "0000" not in message.replace("01012345678", "")


def test_require_mobile_returns_digits():
    assert phone.require_mobile("010-0000-1234") == "01000001234"


@given(st.integers(0, 99_999_999))
def test_display_reads_back(number):
    digits = f"010{number:08d}"
    assert phone.normalise(phone.display(digits)) == digits
    assert phone.normalise(f"+82{digits[1:]}") == digits
    assert phone.normalise(digits.lstrip("0")) == digits


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_a_reason(text):
    try:
        assert phone.kind(phone.normalise(text))
    except phone.PhoneError as error:
        assert error.messages[0]


def _carefully(text):
    digits = phone.normalise(text)
    return digits if phone.kind(digits) == "mobile" else None


@given(st.from_regex(r"\A\+?[0-9]{3}[-. /]?[0-9]{3,4}[-. /]?[0-9]{4}\n?\Z"))
def test_the_usual_spelling_of_a_mobile_number_is_read_as_every_other(text):
    try:
        found = _carefully(text)
    except phone.PhoneError:
        found = None
    if found is None:
        with pytest.raises(phone.PhoneError):
            phone.require_mobile(text)
    else:
        assert phone.require_mobile(text) == found


@given(st.from_regex(r"\A010[-. ]?[0-9]{4}[-. ]?[0-9]{4}\Z"))
def test_every_usual_spelling_is_read(text):
    assert phone.require_mobile(text) == _carefully(text)


@pytest.mark.parametrize(
    "text",
    [
        "010-0000-5678로 확인함",
        "전화(01000005678)로 확인",
        "010 0000 5678",
        "010.0000.5678",
        "010/0000/5678",
        "010 - 0000 - 5678",
        "０１０－００００－５６７８",
        "+82 10-0000-5678",
        "집 02-000-5678",
        "(031) 000-5678로 전화",
        "0505-000-5678",
        "세대\n010-0000\n-5678",
    ],
)
def test_a_number_of_somebody_in_a_text(text):
    assert phone.contains(text)
    with pytest.raises(ValidationError) as caught:
        phone.refuse(text)
    assert caught.value.code == "phone" and "5678" not in caught.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3. 16. 1430-1530 사이에 300장",
        "2026-03-16 세대 12345, 10000장",
        "접수번호 2013-0312345",
        "1588-1234에 물어봄",
        "신청서 1,067,000장",
    ],
)
def test_other_numbers_in_a_text_are_none(text):
    assert not phone.contains(text)
    phone.refuse(text)
