import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.common import resident_number
from tests.factories.resident_numbers import RESIDENT_NUMBER, numbered


@pytest.mark.parametrize(
    "text",
    [
        RESIDENT_NUMBER,
        "9001011234567",
        "900101 1234567",
        "900101 - 1234567",
        "900101–1234567",
        "900101.1234567",
        "900101/1234567",
        "90.01.01-1234567",
        "90 01 01 1 234567",
        "900101-1-234567",
        "9 0 0 1 0 1 1 2 3 4 5 6 7",
        "９００１０１－１２３４５６７",
        "900101\u200b-\u200b1234567",
        "900101-\n1234567",
        f"19{RESIDENT_NUMBER}",
        "1990-01-01-1234567",
        f"홍길동{RESIDENT_NUMBER}님",
        f"명단_20130926_{RESIDENT_NUMBER}.xlsx",
        f"연락처 02-2286-5000 {RESIDENT_NUMBER}",
        "900101-9234567",
        "900101-0234567",
        numbered("000229", "3123456"),
        "번호는 '900101 1234567' 입니다",
    ],
)
def test_found_in_any_spelling_and_refused(text):
    assert resident_number.contains(text)
    with pytest.raises(ValidationError) as caught:
        resident_number.refuse(text)
    assert caught.value.code == "resident_number"
    assert "1234567" not in caught.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2013-0000123",
        "010-1234-5678",
        "010-1234-5678 010-1234-5678",
        "02-2286-5000, 02-2286-5001",
        numbered("991301", "1234567"),  # no thirteenth month
        numbered("900132", "1234567"),  # no such day
        "1234-5678-9012-3456",  # a card
        "1234567890123456",
        "90010112345678",  # fourteen digits
        "2013-09-26 0000123",  # a date and a running number
        "1120052000 1120053500",  # two dong codes
        "2013. 9. 26. 10:00 ~ 2013. 9. 27. 18:00",
        "19900101",
        "900101-1******",
        "서울특별시 성동구 고산자로 270, 101동 1203호 04750",
    ],
)
def test_other_numbers_pass(text):
    assert not resident_number.contains(text)
    assert resident_number.refuse(text) is None


number = st.builds(lambda day, rest: f"{day:%y%m%d}", st.dates(), st.none()).flatmap(
    lambda head: st.integers(0, 9_999_999).map(lambda tail: (head, f"{tail:07d}"))
)


@given(number, st.sampled_from(["", "-", " ", " - ", ".", "·", "_"]), st.text("가나 ,:x", max_size=8))
def test_any_plausible_number_is_found_inside_any_text(parts, separator, around):
    head, tail = parts
    assert resident_number.contains(f"{around}{head}{separator}{tail}{around}")


@given(st.text(max_size=200))
def test_never_fails(text):
    assert resident_number.contains(text) in (True, False)


def test_blank_hides_every_digit_of_it_and_leaves_other_lines():
    text = f"안녕하세요\n제 번호는 {RESIDENT_NUMBER} 입니다\n전화  010-0000-1234"
    assert resident_number.blank(text) == ("안녕하세요\n제 번호는 ******-******* 입니다\n전화  010-0000-1234")


def test_blank_finds_one_that_runs_over_two_lines():
    assert not resident_number.contains(resident_number.blank("900101\n1234567"))
