"""Downloads of the dashboard: the figures of the page, with what they stand on."""

import csv
import io

import pytest
from openpyxl import load_workbook

from enrollment.models import Dong
from portal.accounts.enums import RoleCode
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db


def rows_of(client, table: str, **query) -> list[list[str]]:
    response = client.get(f"/dashboard/files/{table}.csv", {"as_of": "2012-10-30", **query})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_facts_stand_above_the_header(programme, as_role):
    rows = rows_of(as_role(RoleCode.OFFICER), "dongs")
    facts = dict(row for row in rows[:5])
    assert facts["제목"] == "성동구 동별 신청률"
    assert facts["기준일"] == "2012-10-30"
    assert facts["전체 세대의 출처"] == "행정안전부 주민등록 세대현황 (2012-08-31)"
    assert facts["세는 방법"].startswith("한 세대는 한 번만 셉니다.")
    assert rows[5] == []
    assert rows[6][:5] == ["행정동 코드", "행정동", "신청 세대", "전체 세대", "신청률(%)"]
    assert rows[-1][:5] == [DISTRICT, "합계", "45", "1700", "2.6"]
    assert sum(int(row[2]) for row in rows[7:-1]) == 45


def test_the_curve_comes_with_every_day(programme, as_role):
    rows = rows_of(as_role(RoleCode.OFFICER), "days", as_of="2013-09-26")[7:]
    assert len(rows) == 376
    assert rows[0][:5] == ["2012-09-16", "34", "34", "1700", "2.0"]
    assert [row[1:3] for row in rows if row[0] == "2012-10-16"] == [["45", "-6"]]


def test_places(programme, as_role):
    rows = rows_of(as_role(RoleCode.OFFICER), "places")[7:]
    assert rows[0] == ["온라인", "11", "24.4", "1700", "0.6"]
    assert rows[-1] == ["합계", "45", "100.0", "1700", "2.6"]


def test_xlsx_keeps_numbers_as_numbers(programme, as_role):
    response = as_role(RoleCode.OFFICER).get("/dashboard/files/dongs.xlsx", {"as_of": "2012-10-30"})
    assert "20121030.xlsx" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    last = [cell.value for cell in list(sheet.rows)[-1]]
    assert last[1:5] == ["합계", 45, 1700, 2.6]


def test_a_name_that_looks_like_a_formula_is_neutralised(programme, as_role):
    Dong.objects.filter(code="1120058000").update(name="=1+1")
    names = [row[1] for row in rows_of(as_role(RoleCode.OFFICER), "dongs")[7:]]
    assert "'=1+1" in names and "=1+1" not in names


def test_only_those_who_may_export(programme, as_role, client):
    assert client.get("/dashboard/files/dongs.csv").status_code == 302
    for role in (RoleCode.DONG_STAFF, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER):
        assert as_role(role).get("/dashboard/files/dongs.csv").status_code == 403


@pytest.mark.parametrize("name", ["people.csv", "dongs.pdf", "dongs.csv?as_of=2999-01-01"])
def test_what_does_not_exist_is_not_found(programme, as_role, name):
    assert as_role(RoleCode.OFFICER).get(f"/dashboard/files/{name}").status_code == 404
