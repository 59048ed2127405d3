from datetime import date

import pytest

from portal.common import masking
from tests.factories.resident_numbers import RESIDENT_NUMBER


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("홍길", "홍*"),
        ("홍길동", "홍*동"),
        ("홍 길 동", "홍*동"),
        ("남궁민수", "남**수"),
        ("홍", "*"),
        ("", ""),
        (None, ""),
    ],
)
def test_name(plain, masked):
    assert masking.name(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("01000001234", "010-****-1234"),
        ("010-0000-1234", "010-****-1234"),
        ("0110001234", "011-***-1234"),
        ("0222865000", "02-****-5000"),
        ("15881234", "1588-****"),
        ("010-12", "****"),
        ("", ""),
    ],
)
def test_phone(plain, masked):
    assert masking.phone(plain) == masking.mobile(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("abcdef@example.kr", "ab****@example.kr"),
        ("abc@example.kr", "ab****@example.kr"),
        ("ab@example.kr", "a****@example.kr"),
        ("a@example.kr", "****@example.kr"),
        ("no address", "****"),
        ("", ""),
    ],
)
def test_email(plain, masked):
    assert masking.email(plain) == masked


@pytest.mark.parametrize(
    ("road", "detail", "masked"),
    [
        (
            "서울특별시 성동구 고산자로 270, 101동 1203호 (행당동, 가짜아파트)",
            "",
            "성동구 고산자로 ***, ***동 ****호",
        ),
        ("성동구 고산자로 270", "101-1203", "성동구 고산자로 ***, ***동 ****호"),
        ("성동구 고산자로 270", "1203호", "성동구 고산자로 ***, ****호"),
        ("성동구 고산자로 270", "가짜빌라 옆집", "성동구 고산자로 ***, ***"),
        ("성동구 고산자로 270", "", "성동구 고산자로 ***"),
        ("성동구 행당동 7-1", "2층", "성동구 행당동 ***, ***"),
        ("그 집", "", "****"),
        ("", "", ""),
    ],
)
def test_address_hides_everything_below_the_road(road, detail, masked):
    assert masking.address(road, detail) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [(date(1990, 1, 2), "1990-**-**"), ("1990-01-02", "1990-**-**"), ("90-01-02", "****-**-**"), (None, "")],
)
def test_birth_date(plain, masked):
    assert masking.birth_date(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("010-0000-1234로 전화 주세요", "010-****-1234로 전화 주세요"),
        ("01000001234", "010-****-1234"),
        ("사무실 02 0000 5000", "사무실 02-****-5000"),
        ("mail: gildong@example.kr.", "mail: gi****@example.kr."),
        ("101동 1203호에 삽니다", "***동 ****호에 삽니다"),
        ("제 이름은 홍길동입니다.", "제 이름은 홍*동입니다."),
        ("저는 홍길동이라고 합니다", "저는 홍*동이라고 합니다"),
        ("성명: 홍길동", "성명: 홍*동"),
        ("김갑동 씨가 말했습니다", "김*동 씨가 말했습니다"),
        ("1990. 1. 1.생", "1990. **. **.생"),
        (RESIDENT_NUMBER, "******-*******"),
        ("2026. 5. 5. 행사", "2026. 5. 5. 행사"),
        ("2026년 가로등 3개, 예산 12,000원", "2026년 가로등 3개, 예산 12,000원"),
        ("접수번호 2026-0000123", "접수번호 2026-0000123"),
        ("", ""),
        (None, ""),
    ],
)
def test_text(plain, masked):
    assert masking.text(plain) == masked


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("서울시 성동구 왕십리로 12길 34 앞이 위험해요", "서울시 성동구 왕십리로 12길 *** 앞이 위험해요"),
        ("고산자로 270에 삽니다", "고산자로 ***에 삽니다"),
        ("왕십리로12가길 5-3, 2층", "왕십리로12가길 ***, 2층"),
        ("성수동1가 656-335입니다", "성수동1가 ***입니다"),
        ("금호동 12번지 골목", "금호동 ***번지 골목"),
        ("한빛아파트 103동 앞", "한빛아파트 ***동 앞"),
        ("김영희 선생님 고맙습니다", "김*희 선생님 고맙습니다"),
        ("담당자 김철수님", "담당자 김*수님"),
        ("담당자 김철수가 불친절해요", "담당자 김*수가 불친절해요"),
        ("박보검 주무관이 도왔어요", "박*검 주무관이 도왔어요"),
    ],
)
def test_text_hides_addresses_and_names_as_people_write_them(plain, masked):
    assert masking.text(plain) == masked


@pytest.mark.parametrize(
    "plain",
    [
        "앞으로 3일 안에 고쳐 주세요", "버스로 20분 걸려요", "왕십리로 12길이 어두워요", "이용자님께",
        "담당자 분이 친절해요",
        "구청장님께", "선생님 고맙습니다", "사장님", "통장님", "응봉동 3곳", "평균으로 5점", "성동구 과장님",
    ],
)  # fmt: skip
def test_text_leaves_words_that_name_nobody(plain):
    assert masking.text(plain) == plain
