from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import address

HOME = {"district_name": "성동구", "city_name": "서울특별시", "postcodes": (4700, 4899)}
key_of = partial(address.address_key, district_name=HOME["district_name"])
problem_of = partial(address.district_problem, **HOME)

KEY = key_of("서울특별시 성동구 고산자로 270", "101동 1203호")


@pytest.mark.parametrize(
    ("road", "detail"),
    [
        ("서울특별시 성동구 고산자로 270, 101동 1203호 (행당동, 가짜아파트)", ""),
        ("서울시 성동구 고산자로 270", "101동1203호"),
        ("서울 성동구 고산자로270", "101-1203"),
        ("서울시성동구고산자로270", "제101동 제1203호"),
        ("성동구 고산자로 270", "0101동 1203 호"),
        ("고산자로 270", "101동 1203"),
        ("성동구 행당동 고산자로 270", "101/1203"),
        ("성동구 왕십리제2동 고산자로 270", "101 1203"),
        ("서울특별시　성동구　고산자로　２７０", "１０１동　１２０３호"),
        ("(04750) 서울특별시 성동구 고산자로 270 (행당동)", "101동, 1203호"),
        ("133-070 성동구 고산자로 270", "101동 - 1203호"),
        ("성동구 고산자로 270번", "101·1203호"),
        ("성동구 고산자로 270 가짜아파트 101동 1203호", ""),
        ("성동구 고산자로 270 (행당동, 가짜아파트)", "가짜아파트101동 1203호"),
        ("성동구 고산자로 270", "101동 12층 1203호"),
        ("성동구 고산자로 0270-0", "101동 1203호 (행당동)"),
        ("성동구 고산자로 270 (101동 1203호)", ""),
    ],
)
def test_one_dwelling_has_one_key_however_it_is_written(road, detail):
    assert key_of(road, detail) == KEY


@pytest.mark.parametrize(
    ("road", "detail"),
    [
        ("성동구 고산자로 270", ""),
        ("성동구 고산자로 270", "1203호"),
        ("성동구 고산자로 270", "101동"),
        ("성동구 고산자로 270", "102동 1203호"),
        ("성동구 고산자로 270", "101동 1204호"),
        ("성동구 고산자로 270", "101동 지하 1203호"),
        ("성동구 고산자로 270", "가동 1203호"),
        ("성동구 고산자로 270-1", "101동 1203호"),
        ("성동구 고산자로 지하 270", "101동 1203호"),
        ("성동구 고산자로6길 270", "101동 1203호"),
        ("성동구 고산자로6가길 270", "101동 1203호"),
        ("동대문구 고산자로 270", "101동 1203호"),
        ("성동구 행당동 270", "101동 1203호"),
        ("성동구 행당동 산 270", "101동 1203호"),
    ],
)
def test_another_dwelling_has_another_key(road, detail):
    assert key_of(road, detail) != KEY


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("지하 1층 101호", "B101호", True),
        ("지하1층 101호", "지층 101호", True),
        ("지하 2층 1호", "지하 1층 1호", False),
        ("2층 1호", "3층 1호", False),
        ("2층", "3층", False),
        ("옥탑방", "옥탑", True),
        ("옥탑", "", False),
        ("a동 101호", "A동 101호", True),
        ("가동 101호", "나동 101호", False),
        ("왼쪽", "오른쪽", False),
        ("가짜빌라  옆 집", "가짜빌라 옆집", True),
        ("101A호", "101B호", False),
    ],
)
def test_units_that_are_no_apartments(first, second, same):
    road = "성동구 왕십리로16길 12-3"
    assert (key_of(road, first) == key_of(road, second)) is same


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("성동구 왕십리로 16길 12-3", "왕십리로16길", "12-3"),
        ("성동구 왕십리로 제16길 12 - 3", "왕십리로16길", "12-3"),
        ("성동구 서울숲2길 32-14", "서울숲2길", "32-14"),
        ("성동구 매봉 18길 7", "매봉18길", "7"),
        ("성동구 마장로39나길 5", "마장로39나길", "5"),
        ("성동구 고산자로 270 동호아파트", "고산자로", "270"),
        ("성동구 고산자로 270 101동", "고산자로", "270"),
        ("고산자로지하270", "고산자로", "지하 270"),
        ("성동구 행당동 7-1번지", "행당동", "7-1"),
        ("성동구 행당동 산 12", "행당동", "산 12"),
        ("성동구 성수동1가 685-12", "성수동1가", "685-12"),
        ("성동구 금호동2가 12", "금호동2가", "12"),
    ],
)
def test_street_and_number(text, street, number):
    parsed = address.parse(text)
    assert (parsed.street, parsed.number) == (street, number)


def test_parts_of_the_canonical_form():
    parsed = address.parse("04750 서울시 성동구 고산자로 270, 101동 1203호 (행당동, 가짜아파트)")
    assert (parsed.city, parsed.district, parsed.road) == ("서울특별시", "성동구", "고산자로")
    assert (parsed.postcode, parsed.note) == ("04750", "행당동, 가짜아파트")
    assert str(parsed) == "서울특별시 성동구 고산자로 270, 101동 1203호 (행당동, 가짜아파트)"


@pytest.mark.parametrize(
    "text", ["", "성동구", "행당역 옆", "성동구 고산자로", "고산자로 101동 1203호", "270"]
)
def test_no_number_on_a_road_is_no_address(text):
    assert not address.is_plausible(text)
    with pytest.raises(address.AddressError) as caught:
        key_of(text)
    assert "고산자로 270" in caught.value.messages[0]


def test_a_lot_number_is_read_but_is_no_road_address():
    assert not address.is_plausible("성동구 행당동 7-1")
    assert address.is_plausible("고산자로 270")


@pytest.mark.parametrize(
    "text",
    [
        "서울특별시 성동구 고산자로 270",
        "서울 성동구 고산자로 270",
        "고산자로 270",
        "04700 성동구 고산자로 270",
        "04899 성동구 고산자로 270",
        "133-070 성동구 고산자로 270",
    ],
)
def test_inside_the_district(text):
    assert problem_of(text) is None


@pytest.mark.parametrize(
    ("text", "postcode", "about"),
    [
        ("서울 광진구 자양로 1", "", "구를 확인"),
        ("광진구 자양로 1", "", "구를 확인"),
        ("서울특별시 중구 을지로 1", "", "구를 확인"),
        ("수원시 장안구 정조로 1", "", "구를 확인"),
        ("경기도 수원시 장안구 정조로 1", "", "시·도를 확인"),
        ("부산광역시 성동구 고산자로 270", "", "시·도를 확인"),
        ("05000 성동구 고산자로 270", "", "우편번호"),
        ("(04699) 고산자로 270", "", "우편번호"),
        ("고산자로 270", "04900", "우편번호"),
    ],
)
def test_outside_the_district_says_why(text, postcode, about):
    assert about in problem_of(text, postcode=postcode)


def test_another_district_can_be_home():
    home = {"district_name": "광진구", "postcodes": (4900, 5119)}
    assert problem_of("서울 광진구 자양로 1", **home, postcode="05000") is None
    assert problem_of("서울 성동구 고산자로 270", **home)


roads = st.sampled_from(["고산자로", "왕십리로16길", "서울숲2길", "마장로39나길", "독서당로"])
numbers = st.integers(1, 999)
dwellings = st.tuples(roads, numbers, st.integers(0, 99), st.integers(1, 999), st.integers(1, 9999))


@st.composite
def spellings(draw, dwelling):
    road, main, sub, building, room = dwelling
    city = draw(st.sampled_from(["서울특별시 ", "서울시 ", "서울 ", ""]))
    district = draw(st.sampled_from(["성동구 ", ""])) if not city else "성동구 "
    number = f"{main}-{sub}" if sub else str(main)
    unit = draw(
        st.sampled_from(
            ["{b}동 {r}호", "{b}동{r}호", "{b}-{r}", "0{b}동 {r} 호", "제{b}동 제{r}호", "가짜빌 {b}동 {r}호"]
        )
    )
    gap, note = draw(st.sampled_from(["", " "])), draw(st.sampled_from(["", " (행당동)", "(행당동, 가짜빌)"]))
    text = f"{city}{district}{road}{gap}{number}{note}", unit.format(b=building, r=room)
    if draw(st.booleans()):
        wide = {code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)}
        text = tuple(part.translate(wide) for part in text)
    return text


@given(st.data(), dwellings)
def test_spelling_never_changes_the_key_and_the_canonical_form_is_stable(data, dwelling):
    first, second = data.draw(spellings(dwelling)), data.draw(spellings(dwelling))
    key = key_of(*first)
    assert key_of(*second) == key
    canonical = address.normalise(*first)
    assert address.normalise(canonical) == canonical
    assert key_of(canonical) == key


@given(st.data(), dwellings, dwellings)
def test_different_dwellings_have_different_keys(data, one, other):
    keys = {key_of(*data.draw(spellings(dwelling))) for dwelling in (one, other)}
    assert len(keys) == (1 if one == other else 2)


@given(st.text("서울성동구고산자로길동호층제지하가나B0123456789-,.()/ ", max_size=40))
def test_any_text_is_an_address_with_a_stable_form_or_refused(text):
    try:
        canonical = address.normalise(text)
    except address.AddressError:
        return
    assert key_of(canonical) == key_of(text)
    assert address.normalise(canonical) == canonical


@pytest.mark.parametrize("text", ["고산자로 270 (강남구)", "고산자로 270, 101동 1203호 (역삼동, 강남구)"])
def test_a_district_named_in_brackets_is_read_too(text):
    assert "성동구 주소가 아닙니다" in problem_of(text)


@pytest.mark.parametrize("text", ["고산자로 270 (행당동, 성동구)", "고산자로 270 (행당동, 강남구이아파트)"])
def test_brackets_with_the_home_district_or_a_building_are_no_problem(text):
    assert problem_of(text) is None


def test_there_is_no_building_number_nought():
    assert not address.is_plausible("고산자로 0")
