import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import text


def test_decomposed_hangul_is_composed():
    assert text.nfc(unicodedata.normalize("NFD", "성동구")) == "성동구"


def test_halfwidth_and_spaces():
    assert text.to_halfwidth("（０１０）　Ａ～") == "(010) A~"
    assert text.squash_spaces(" 가\u00a0 나\n\t다\u200b ") == "가 나 다"
    assert text.unify_dashes("1–2—3－4") == "1-2-3-4"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("홍 길 동", "홍길동"),
        (" 홍길동\n", "홍길동"),
        ("홍　길동", "홍길동"),
        ("Jane  Doe", "Jane Doe"),
        ("", ""),
    ],
)
def test_names(written, name):
    assert text.normalise_name(written) == name


@pytest.mark.parametrize(
    ("word", "pair", "joined"),
    [
        ("이름", "을/를", "이름을"),
        ("주소", "을/를", "주소를"),
        ("서울", "으로/로", "서울로"),
        ("성동", "으로/로", "성동으로"),
        ("구", "이/가", "구가"),
        ("3", "이/가", "3이"),
        ("2", "은/는", "2는"),
        ("SMS", "을/를", "SMS를"),
        ("PIN", "은/는", "PIN은"),
        ("‘이름’", "을/를", "‘이름’을"),
        ("★", "은/는", "★은(는)"),
        ("", "은/는", "은(는)"),
    ],
)
def test_particles(word, pair, joined):
    assert text.josa(word, pair) == joined


def test_a_pair_is_two_forms():
    with pytest.raises(ValueError, match="을/를"):
        text.josa("이름", "을")


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(value):
    once = text.clean(value)
    assert text.clean(once) == once
    assert text.normalise_name(text.normalise_name(value)) == text.normalise_name(value)
