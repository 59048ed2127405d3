"""Walking order, doors, and the numbers on slips."""

import random

import pytest

from enrollment.models import District
from notices.doors import door_of, in_walking_order
from notices.enums.notice import PaperResult
from notices.enums.paper import Receiver
from notices.models import AddressedNotice
from notices.slip_codes import MEANINGS, legend
from notices.slip_no import position_of, slip_no

HOME = District(name="성동구", city_name="서울특별시")
WALK = [
    "서울특별시 성동구 고산자로 9",
    "성동구 고산자로 10",
    "고산자로 10-2, 지하 2층 1호",
    "고산자로 10-2, 지하 101호",
    "고산자로 10-2, 101호",
    "고산자로 10-2, 2층",
    "고산자로 10-2, 옥탑방",
    "고산자로 10-11",
    "고산자로 270, 9동 101호",
    "고산자로 270, 101동 99호",
    "고산자로 270, 101동 1203호",
    "고산자로 270, 102동 3호",
    "왕십리로2길 5",
    "왕십리로10길 1",
    "어딘가 모르는 곳 3",
    "어딘가 모르는 곳 12",
]


def notice(address: str | None, pk: int = 1, **fields) -> AddressedNotice:
    return AddressedNotice(pk=pk, address=address, **fields)


def test_numbers_of_an_address_are_walked_as_numbers():
    notices = [notice(address, pk) for pk, address in enumerate(WALK)]
    for seed in range(5):
        shuffled = random.Random(seed).sample(notices, len(notices))
        assert [found.address for found in in_walking_order(shuffled)] == WALK


def test_an_address_nobody_knows_is_in_the_list_too():
    nobody, somebody = notice(None, 1), notice("고산자로 9", 2)
    assert in_walking_order([nobody, somebody]) == [somebody, nobody]
    assert str(door_of(None, HOME)) == ""


@pytest.mark.parametrize(
    ("address", "building", "unit"),
    [
        ("고산자로 270, 101동 1203호 (행당동, 시험촌)", "고산자로 270 (행당동, 시험촌)", "101동 1203호"),
        ("고산자로 270 제101동 제1203호", "고산자로 270", "101동 1203호"),
        ("고산자로 270, 지하 1층", "고산자로 270", "지하 1층"),
        ("고산자로 270, 지하 1층 101호", "고산자로 270", "지하 1층 101호"),
        ("성동구 행당동 7-1", "행당동 7-1", ""),
        ("서울 성동구 고산자로 270", "고산자로 270", ""),
        ("부산 해운대구 센텀로 1, 102동 2호", "부산광역시 해운대구 센텀로 1", "102동 2호"),
        ("서울특별시 강남구 테헤란로 3", "서울특별시 강남구 테헤란로 3", ""),
        ("경기도 성남시 분당구 정자로 5, 3호", "경기도 성남시 분당구 정자로 5", "3호"),
        ("부산광역시 성동구 고산자로 9", "부산광역시 성동구 고산자로 9", ""),
        ("강남구 테헤란로 3", "강남구 테헤란로 3", ""),
        ("어딘가 모르는 곳", "어딘가 모르는 곳", ""),
    ],
)  # fmt: skip
def test_a_door_is_building_and_unit(address, building, unit):
    door = door_of(address, HOME)
    assert (door.building, door.unit) == (building, unit)


def test_a_slip_number_is_read_as_it_is_typed():
    printed = slip_no(notice("", round_id=3, position=17))
    assert printed.startswith("17-")
    for typed in (printed, printed.replace("-", ""), f" {printed} ", printed.replace("-", "－")):
        assert position_of(3, typed) == 17


def test_a_slip_of_another_round_or_with_a_wrong_digit_names_nobody():
    numbers = [slip_no(notice("", round_id=3, position=position)) for position in range(1, 400)]
    assert [position_of(4, number) for number in numbers] == [None] * len(numbers)
    digits = numbers[122].replace("-", "")
    wrong = {
        digits[:place] + digit + digits[place + 1 :]
        for place in range(len(digits))
        for digit in "0123456789"
        if digit != digits[place]
    }
    assert {position_of(3, typed) for typed in wrong} == {None}
    swapped = digits[1] + digits[0] + digits[2:]
    assert position_of(3, swapped) is None


@pytest.mark.parametrize("typed", ["", "1", "12", "가나다", "-5", "１２x", "9" * 40, "000"])
def test_what_is_no_number_names_nobody(typed):
    assert position_of(3, typed) is None


def test_every_result_has_a_code_and_every_receiver_another():
    assert {result for result, _receiver in MEANINGS.values()} == set(PaperResult)
    assert {receiver for _result, receiver in MEANINGS.values() if receiver} == set(Receiver)
    assert [code for code, _words in legend()] == ["1", "21", "22", "23", "24", "25", "26", "3", "4"]
