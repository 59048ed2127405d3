"""The page of intake, its files and its API: they say the same, and refuse in words."""

import csv
import io

import pytest

from enrollment.models import (
    District,
    Dong,
)
from portal.accounts.enums import ApiScope, RoleCode
from tests.factories.desk import OWN_DONG
from tests.factories.rates import DISTRICT
from tests.notices.api import system
from tests.portal.dashboards.intake.board import API, DAY, URL, read

pytestmark = pytest.mark.django_db


def test_nobody_of_the_page_without_the_right(client, as_role):
    assert client.get(URL).status_code == 302
    assert as_role(RoleCode.TONG_LEADER).get(URL).status_code == 403


def test_page_file_and_api_say_the_same(spring, as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    asked = {"as_of": DAY.isoformat(), "dong": OWN_DONG}
    page = reader.get(URL, asked)
    assert page.status_code == 200
    shown = page.context["shown"]
    for name, grid in shown.tables.items():
        answer = reader.get(f"{URL}files/{name}.csv", asked)
        lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
        rows = {line[0]: line[1:] for line in lines if line}
        for row in grid.rows if name != "leaders" else ():
            told = ["" if cell is None else str(cell) for cell in row.cells]
            assert rows[str(row.label)] == told, name
    files = reader.get(f"{URL}files/leaders.csv", asked)
    assert "행당1동 5통,5,3.0" in b"".join(files).decode("utf-8-sig")
    small = read(small_cells=False, dong=OWN_DONG)
    answer = system(ApiScope.DASHBOARDS_READ).get(API, **asked)
    assert answer.status_code == 200
    tables = {table["name"]: table for table in answer.json()["tables"]}
    for name, grid in small.tables.items():
        assert tables[name]["rows"] == [
            {**record, "key": record["key"]} for record in grid.as_record()["rows"]
        ], name
    assert [one["value"] for one in answer.json()["headline"]] == [
        one.as_record()["value"] for one in small.headline
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": "gestern"}, "as_of"),
        ({"months": "13"}, "months"),
        ({"dong": "9999999999"}, "dong"),
        ({"how": "fax"}, "how"),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_field(as_role, asked, field):
    reader = as_role(RoleCode.ADMINISTRATOR)
    page = reader.get(URL, asked)
    assert page.status_code == 200 and field in page.context["form"].errors
    assert reader.get(f"{URL}files/months.csv", asked).status_code == 404
    answer = system(ApiScope.DASHBOARDS_READ).get(API, **asked)
    assert answer.status_code == 400 and field in answer.json()


def test_an_empty_portal_says_what_to_do(as_role):
    page = as_role(RoleCode.ADMINISTRATOR).get(URL)
    html = page.content.decode()
    assert "이 기간에 들어온 신청이 없습니다" in html and "종이 신청서 없음" in html
    assert page.context["shown"].headline[1].value is None


def test_without_a_district_the_page_stands(as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    Dong.objects.all().delete()
    District.objects.all().delete()
    assert "아직 구와 동 정보가 없습니다" in reader.get(URL).content.decode()
    assert reader.get(f"{URL}files/months.csv").status_code == 404


def test_statements_do_not_grow_with_what_is_there(spring, as_role, django_assert_max_num_queries):
    reader = as_role(RoleCode.ADMINISTRATOR)
    reader.get(URL)
    with django_assert_max_num_queries(40):
        reader.get(URL, {"as_of": DAY.isoformat(), "months": "36"})


def test_a_table_nobody_knows_and_a_dong_that_is_not_chosen(as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    assert reader.get(f"{URL}files/nothing.csv").status_code == 404
    assert reader.get(f"{URL}files/months.pdf").status_code == 404
    assert reader.get(URL).context["shown"].dong == Dong.objects.filter(district=DISTRICT).first()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"months": "9999"}, "12개월과 36개월 가운데 골라 주세요."),
        ({"how": "9999"}, "볼 수 없는 신청 방법입니다."),
        ({"dong": "9999"}, "이 구에 없는 동입니다."),
    ],
)
def test_what_cannot_be_chosen_is_told_in_plain_words(as_role, asked, said):
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, asked).content.decode()
    assert said in html and "선택가능항목" not in html
