"""One slip of the pen, and no more: names by their syllables, addresses by their parts."""

from functools import partial

from hypothesis import assume, given
from hypothesis import strategies as st

from enrollment.domain.likeness import Place, near_name, near_place, one_slip_apart
from portal.common import address

key_of = partial(address.address_key, district_name="성동구")

SYLLABLES = "가나다라마바사아자차카타파하김이박최정홍길동"
names = st.text(alphabet=SYLLABLES, min_size=2, max_size=4)


@given(name=names, at=st.integers(0, 3), other=st.sampled_from(SYLLABLES))
def test_one_syllable_written_differently_is_a_slip(name, at, other):
    at %= len(name)
    assume(name[at] != other)
    changed = name[:at] + other + name[at + 1 :]
    assert one_slip_apart(name, changed) and one_slip_apart(changed, name)
    longer, shorter = name[:at] + other + name[at:], name[:at] + name[at + 1 :]
    assert one_slip_apart(name, longer) and one_slip_apart(shorter, name)


@given(name=names, at=st.integers(0, 2))
def test_two_neighbours_swapped_are_a_slip(name, at):
    at %= len(name) - 1
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    assert one_slip_apart(name, swapped) is (swapped != name)


@given(first=names, second=names)
def test_likeness_has_no_direction_and_equal_names_are_no_slip(first, second):
    assert one_slip_apart(first, second) == one_slip_apart(second, first)
    assert near_name(first, second) == near_name(second, first)
    assert not near_name(first, first)
    if len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) > 2:
        assert not near_name(first, second)


def test_a_number_tells_namesakes_apart():
    assert not near_name("김가나1", "김가나2")
    assert near_name("김가나", "김가너")


def place(road, detail=""):
    return Place.of(key_of(road, detail))


def test_places_that_may_be_one_dwelling():
    home = place("고산자로 270", "101동 1203호")
    assert near_place(home, place("고산자로 270"))
    assert near_place(home, place("고산자로 270", "1203호"))
    assert near_place(home, place("고산자로 207", "101동 1203호"))
    assert near_place(home, place("고산로 270", "101동 1203호"))


def test_neighbours_are_not_one_dwelling():
    home = place("고산자로 270", "101동 1203호")
    assert not near_place(home, place("고산자로 270", "101동 1204호"))
    assert not near_place(home, place("왕십리로 270", "102동 1203호"))
    assert not near_place(place("고산자로 27"), place("고산자로 270"))


spaces = st.sampled_from(["", " ", "  "])
units = st.sampled_from(
    [
        "101동 1203호", "101동1203호", "101-1203", "101 동 1203 호",
        "제101동 제1203호", "0101동 1203호", "１０１동 １２０３호",
    ]
)  # fmt: skip
roads = st.sampled_from(
    [
        "고산자로 270", "고산자로270", "서울 성동구 고산자로 270",
        "서울특별시 성동구 고산자로 270 (행당동)", "성동구 고산자로 270번",
    ]
)  # fmt: skip


@given(road=roads, unit=units, gap=spaces)
def test_however_it_is_written_one_dwelling_has_one_key(road, unit, gap):
    assert key_of(road, f"{gap}{unit}{gap}") == key_of("고산자로 270", "101동 1203호")


@given(dot=st.sampled_from([".", "·", "ㆍ", ","]))
def test_dots_in_the_name_of_a_legal_dong_do_not_matter(dot):
    written = key_of(f"성동구 고산자로 270 (금호1{dot}2가동)", "101동 1203호")
    assert written == key_of("고산자로 270", "101동 1203호")
