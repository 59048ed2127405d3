"""The page of services, its files and its API: all say the same."""

import csv
import io

import pytest

from portal.accounts.enums import ApiScope, RoleCode
from tests.notices.api import system
from tests.portal.dashboards.services.page import API, URL, read

pytestmark = pytest.mark.django_db


def test_the_page_says_what_holds_now_and_where_one_acts(crowd, as_role):
    html = as_role(RoleCode.DONG_STAFF).get(URL, {"as_of": "2026-01-31"}).content.decode()
    assert "고른 기준일이 아니라 지금의 수치입니다." in html and "가림" in html
    assert 'href="/desk/households/"' in html and "/dashboard/services/files/" not in html
    html = as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    assert "/desk/" not in html and "고른 기준일이 아니라" not in html and "가림" not in html
    assert "/dashboard/services/files/topic_dongs.xlsx?as_of=" in html


def test_grounds_of_a_table_are_drawn_and_not_spelled_out(crowd, as_role):
    html = as_role(RoleCode.OFFICER).get(URL).content.decode()
    assert "&lt;" not in html and html.count('<details class="disclosure basis">') > 9


def test_a_day_to_come_is_refused(as_role):
    html = as_role(RoleCode.OFFICER).get(URL, {"as_of": "2999-01-01"}).content.decode()
    assert html.count("아직 오지 않은 날의 이용자는") >= 2 and 'aria-invalid="true"' in html


def test_files_hold_what_the_page_holds(crowd, as_role):
    reader = as_role(RoleCode.OFFICER)
    names = [*read().tables, "gaps"]
    for name in names:
        assert reader.get(f"{URL}files/{name}.xlsx").status_code == 200, name
    response = reader.get(f"{URL}files/topics.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    facts = dict(row for row in rows[: rows.index([])])
    assert {"제목", "집계한 때", "출처", "세는 방법", "가린 칸"} <= set(facts)
    assert ["문화", "7", "53.8"] in rows and ["건강", "가림", "가림"] in rows
    for wrong in ("people.csv", "topics.pdf", "topics.csv?as_of=2999-01-01"):
        assert reader.get(f"{URL}files/{wrong}").status_code == 404
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}files/topics.csv").status_code == 403


def test_other_systems_read_the_same_without_small_groups(crowd, client):
    reader = system(ApiScope.DASHBOARDS_READ)
    answer = reader.get(API).json()
    tables = {table["name"]: table for table in answer["tables"]}
    assert tables.keys() == read().tables.keys()
    row = {row["key"]: row for row in tables["topics"]["rows"]}
    assert row["culture"]["values"] == {"people": 7, "share": 53.8} and row["culture"]["hidden"] == []
    assert row["health"]["values"] == {"people": None, "share": None}
    assert row["health"]["hidden"] == ["people", "share"]
    assert answer["headline"][0]["value"] == 13 and answer["gaps"][0]["numerator"] == 6
    assert list(reader.get(API, as_of="x").json()) == ["as_of"]
    assert client.get(API).status_code == 401
    assert system(ApiScope.READ).get(API).status_code == 403
