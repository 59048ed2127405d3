"""Files of household counts that are refused, as a whole and with the place of what is wrong."""

import pytest
from django.core.management import CommandError, call_command

from enrollment.models import District, Dong
from enrollment.validators.household_counts import HouseholdCountError
from tests.enrollment.counts_files import EXTRACT, SAGEUN, bring_in, command_in, counts, missing_dong, written
from tests.factories.rates import mois_file
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    return command_in(tmp_path)


def unknown_dong():
    return mois_file({"2022년06월": {**counts(), "1120099000": 5}})


def cell(value):
    return lambda: mois_file({"2022년06월": counts(**{f"d{SAGEUN}": value})}, totals={"2022년06월": 1700})


def cut(keep: slice) -> bytes:
    """The file as a download broken off leaves it."""
    return mois_file({"2022년06월": counts()})[keep]


REFUSALS = {
    "cut off after a whole row": (
        lambda: b"".join(mois_file({"2022년06월": counts()}).splitlines(keepends=True)[:8]),
        "8행",
        "행당제2동 행에서 끊긴",
    ),
    "cut off within a row": (lambda: cut(slice(400)), "끊긴 것으로 보입니다", "다시 내려받아"),
    "cut off within the last figure": (
        lambda: cut(slice(None)).replace(b'"', b"").replace(b"1,234", b"1234")[:-3],
        "용답동 행에서 끊긴",
        "다시 내려받아",
    ),
    "a sum that differs": (
        lambda: mois_file({"2022년06월": counts()}, totals={"2022년06월": 1701}),
        "2행 C열",
        "1,701",
    ),
    "a missing dong": (missing_dong, "2행 A열", "사근동"),
    "an unknown dong": (unknown_dong, "20행 A열", "1120099000"),
    "no number": (cell("백"), "6행 C열", "백"),
    "a negative number": (cell("-5"), "6행 C열", "-5"),
    "an empty cell": (cell(""), "6행 C열", "비어"),
    "a broken number": (cell("1.5"), "6행 C열", "1.5"),
    "no dong rows": (
        lambda: mois_file({"2022년06월": {}}, totals={"2022년06월": 5}),
        "1120000000",
        "동이 하나도",
    ),
    "an unknown encoding": (
        lambda: b"\xff\xfe" + "행정구역,세대수".encode("utf-16-le"),
        "글자 방식",
        "UTF-8",
    ),
    "no table": (lambda: "표가 아닙니다".encode(), "표로 된 파일", "CSV"),
    "an empty file": (lambda: b"", "내용이 없습니다", "파일"),
    "a month to come": (lambda: mois_file({"2999년01월": counts()}), "2999-01", "오지 않은"),
    "a resident number in a cell": (cell(RESIDENT_NUMBER), "6행 C열", "주민등록번호"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_file_is_refused_with_its_place_and_nothing_is_changed(run, reason):
    make, place, word = REFUSALS[reason]
    run(mois_file({"2022년05월": counts()}))
    before = written()
    with pytest.raises(CommandError) as caught:
        run(make())
    message = str(caught.value)
    assert message.startswith("Nothing was changed.")
    assert place in message and word in message
    assert RESIDENT_NUMBER not in message
    assert written() == before


def test_every_problem_of_a_file_is_told_at_once(run):
    data = mois_file(
        {"2022년06월": counts(**{f"d{SAGEUN}": "백", "d1120058000": "-1"})}, totals={"2022년06월": 1}
    )
    with pytest.raises(CommandError) as caught:
        run(data)
    assert "6행 C열" in str(caught.value) and "9행 C열" in str(caught.value)


def test_a_file_name_with_a_resident_number_is_refused_without_repeating_it(run):
    before = written()
    with pytest.raises(CommandError) as caught:
        run(mois_file({"2022년06월": counts()}), names=[f"{RESIDENT_NUMBER}.csv"])
    assert "주민등록번호" in str(caught.value) and "1234567" not in str(caught.value)
    assert written() == before


def test_a_file_that_is_not_there_is_told_by_number(tmp_path):
    with pytest.raises(CommandError, match="File 1 cannot be read"):
        call_command("import_household_counts", str(tmp_path / "없음.csv"))


def test_a_district_that_is_not_in_the_file(run):
    with pytest.raises(CommandError, match="1168000000"):
        run(mois_file({"2022년06월": counts()}), district="1168000000")
    assert not District.objects.filter(code="1168000000").exists()


def test_a_city_is_refused_when_one_of_its_districts_is_kept_already():
    dong = {"4111156000": 5}
    city = {"district": "4111000000", "name": "경기도 수원시", "names": {"4111156000": "파장동"}}
    district = {**city, "district": "4111100000", "name": "경기도 수원시 장안구"}
    bring_in(mois_file({"2022년06월": dong}, **district), district="4111100000")
    before = written()
    with pytest.raises(HouseholdCountError, match="장안구의 동으로"):
        bring_in(mois_file({"2022년06월": dong}, **city), district="4111000000")
    assert written() == before


def test_a_known_district_takes_no_other_dongs_later():
    data = EXTRACT.read_bytes()
    bring_in(data, district="1114000000")
    Dong.objects.create(code="1114099900", district_id="1114000000", name="새동")
    with pytest.raises(HouseholdCountError, match="새동"):
        bring_in(data, district="1114000000")


def test_a_cut_file_names_each_dong_it_lacks(run):
    lines = mois_file({"2022년06월": counts()}).splitlines(keepends=True)
    with pytest.raises(CommandError) as caught:
        run(b"".join(lines[:-2]))
    message = str(caught.value)
    assert "파일에 송정동" in message and "파일에 용답동" in message and "파일에 사근동" not in message


def test_a_dong_left_out_on_purpose_is_not_called_a_cut_file(run):
    with pytest.raises(CommandError) as caught:
        run(missing_dong())
    assert "끊긴" not in str(caught.value)


def test_a_file_of_another_month_than_its_name_is_refused(run):
    before = written()
    name = "202207_202208_주민등록인구및세대현황_월간.csv"
    with pytest.raises(CommandError) as caught:
        run(mois_file({"2022년06월": counts()}), names=[name])
    assert "2022-07부터 2022-08까지" in str(caught.value) and "2022-06" in str(caught.value)
    assert written() == before
    run(mois_file({"2022년07월": counts()}), names=[name])
    assert written() != before
