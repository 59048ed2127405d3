import unicodedata

import pytest

from notices.validators.sms_text import SmsKind, cut, measure, prepare, printable

CHECKED = [
    ("[성동구] 민방위 교육훈련 통지서가 도착했습니다. 확인: sd.go.kr/n/a1b2c3", 71),
    ("[성동구] 전자행정서비스 신청이 접수되었습니다. 접수번호 2013-0000123", 68),
    ("[성동구] 구두바자회 9.27.(금) 10시 구청광장. 문의 02-2286-5000", 62),
    ("[성동구] 민방위통지서가 등록하신 이메일로 전송되었습니다. 기한 내 확인해 주세요.", 80),
]


@pytest.mark.parametrize(("text", "size"), CHECKED)
def test_bytes_are_those_of_cp949(text, size):
    assert measure(text).bytes == size
    assert measure(text).kind is SmsKind.SMS


@pytest.mark.parametrize(
    ("size", "kind"),
    [(90, SmsKind.SMS), (91, SmsKind.LMS), (2000, SmsKind.LMS), (2001, SmsKind.TOO_LONG)],
)
def test_limits(size, kind):
    assert measure("a" * size).kind is kind


def test_decomposed_hangul_counts_as_composed():
    text = "성동구 구두바자회"
    assert measure(unicodedata.normalize("NFD", text)) == measure(text)


def test_syllables_outside_ks_x_1001_count_two_bytes_and_are_doubtful():
    found = measure("가똠펲나샾")
    assert found.bytes == 10
    assert found.unencodable == []
    assert found.doubtful == [(1, "똠"), (2, "펲"), (4, "샾")]


def test_characters_no_phone_has_are_named_with_their_place():
    found = measure("확인 ✓ 좋아요 😀")
    assert found.unencodable == [(3, "✓"), (9, "😀")]
    assert found.bytes == len("확인  좋아요 ".encode("cp949")) + 4


def test_dashes_and_hard_spaces_are_made_plain():
    assert prepare("9.27. – 9.30.\u00a0(금) — 끝\r\n둘째 줄") == "9.27. - 9.30. (금) - 끝\n둘째 줄"
    assert measure("– — \u00a0").unencodable == []


@pytest.mark.parametrize("char", "“”‘’…·ㆍ※★☎①㎡㈜￦€～「」→♥洞")
def test_signs_that_cp949_has_are_left_alone(char):
    found = measure(char)
    assert (found.bytes, found.unencodable) == (2 if char != "€" else len("€".encode("cp949")), [])


@pytest.mark.parametrize("char", "•∙©₩✔❤\u200b〜")
def test_signs_that_cp949_lacks_are_reported(char):
    assert measure(char).unencodable == [(0, char)]


def test_a_character_no_phone_has_becomes_a_box_instead_of_stopping_the_message():
    assert printable("홍길𠮷님 – 안녕") == "홍길□님 - 안녕"


def test_cutting_never_splits_a_syllable():
    assert cut("가나다", 5) == "가나"
    assert cut("가나다", 6) == "가나다"
