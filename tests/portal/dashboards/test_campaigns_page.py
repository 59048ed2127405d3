"""The page of campaigns, its files and its address for other systems say the same."""

import csv
import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.enums import ApiScope, RoleCode
from tests.factories.savings import approved, seen
from tests.notices.api import system
from tests.portal.dashboards.campaigns import went_out

pytestmark = pytest.mark.django_db

URL = "/dashboard/campaigns/"
API = "/api/v1/dashboards/campaigns/"
ASKED = {"as_of": "2013-09-26"}
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def programme(db):
    went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=90, failed=10)
    went_out(2, datetime(2013, 4, 5, tzinfo=SEOUL), topic="health", delivered=50)
    seen(approved(), 40)


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_page_file_and_api_say_the_same(programme, as_role):
    reader = as_role(RoleCode.OFFICER)
    html = reader.get(URL, ASKED).content.decode()
    assert "<strong>150</strong>" in html and "140 / 150" in html and "산출 근거" in html
    assert "취소하기 전에 나간 메시지가 있으면 셉니다." in html and 'data-source="#grid-months"' in html
    rows = rows_of(reader.get(f"{URL}files/months.csv", ASKED))
    facts = dict(row for row in rows[: rows.index([])])
    assert facts["제목"] == "성동구 월별 발송" and {"세는 방법", "출처", "집계한 때", "기준일"} <= set(facts)
    assert [row[:4] for row in rows[-3:]] == [
        ["2013년 3월", "1", "100", "90"],
        ["2013년 4월", "1", "50", "50"],
        ["합계", "2", "150", "140"],
    ]
    told = system(ApiScope.DASHBOARDS_READ).get(API, **ASKED).json()
    figures = {figure["rule"]: figure for figure in told["figures"]}
    assert figures["cumulative_recipients"]["value"] == 150
    assert (figures["arrival_rate"]["numerator"], figures["arrival_rate"]["denominator"]) == (140, 150)
    months = next(table for table in told["tables"] if table["name"] == "months")
    assert [row["values"]["messages"] for row in [*months["rows"], months["total"]]] == [100, 50, 150]
    assert (
        next(table for table in told["tables"] if table["name"] == "notices")["total"]["values"]["seen"] == 40
    )


def test_a_sum_of_costs_says_how_many_campaigns_it_is_without(programme, as_role, settings):
    """Prices are known from April on."""
    settings.MESSAGE_PRICES = [settings.MESSAGE_PRICES[0] | {"from": date(2013, 4, 1)}]
    reader = as_role(RoleCode.OFFICER)
    months, topics = (rows_of(reader.get(f"{URL}files/{table}.csv")) for table in ("months", "topics"))
    header, *rows = months[-4:]
    assert header[-2:] == ["비용(원)", "비용에 없는 발송"]
    assert [row[-2:] for row in rows] == [["", "1"], ["500", "0"], ["500", "1"]]
    assert topics[-1][-2:] == ["500", "1"]


def test_a_period_and_days_that_cannot_be_answered(programme, as_role):
    reader = as_role(RoleCode.OFFICER)
    html = reader.get(URL, {**ASKED, "since": "2013. 4. 1."}).content.decode()
    assert "50 / 50" in html and "2013. 4. 1. ~ 9. 26." in html and "결재한 통지 회차가 없습니다" in html
    rows = rows_of(reader.get(f"{URL}files/rounds.csv", {**ASKED, "since": "2013-04-01"}))
    assert dict(row for row in rows[: rows.index([])])["시작일"] == "2013-04-01"
    assert rows[-1][2] == "50"
    html = reader.get(URL, {"as_of": "2999-01-01"}).content.decode()
    assert html.count("아직 오지 않은 날의 발송은") >= 2 and 'aria-invalid="true"' in html
    client = system(ApiScope.DASHBOARDS_READ)
    assert client.get(API, as_of="2999-01-01").status_code == 400
    assert "since" in client.get(API, as_of="2013-03-01", since="2013-04-01").json()


def test_small_counts_are_kept_from_page_file_and_api(as_role):
    went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=3)
    went_out(2, datetime(2013, 4, 5, tzinfo=SEOUL), delivered=70)
    went_out(3, datetime(2013, 5, 5, tzinfo=SEOUL), delivered=90)
    reader = as_role(RoleCode.OFFICER)
    html = reader.get(URL, ASKED).content.decode()
    assert "가림" in html and 'data-value="3"' not in html and ">163<" not in html and ">90<" in html
    assert [row[2] for row in rows_of(reader.get(f"{URL}files/rounds.csv", ASKED))[-4:]] == [
        "가림",
        "70",
        "90",
        "가림",
    ]
    told = system(ApiScope.DASHBOARDS_READ).get(API, **ASKED).json()
    assert [row["values"]["messages"] for row in told["tables"][0]["rows"]] == [None, 70, 90]
    assert told["tables"][0]["total"]["hidden"]
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, ASKED).content.decode()
    assert "가림" not in html and ">163<" in html


def test_nothing_yet_says_what_to_do(as_role):
    html = as_role(RoleCode.OFFICER).get(URL).content.decode()
    assert "이 기간에 나간 발송과 통지가 없습니다" in html and 'href="/office/campaigns/"' in html


def test_only_those_who_may(as_role, client):
    assert client.get(URL).status_code == 302
    assert as_role(RoleCode.DONG_STAFF).get(URL).status_code == 200
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}files/months.csv").status_code == 403
    for name in ("people.csv", "months.pdf", "months.csv?as_of=2999-01-01", "polls.csv"):
        assert as_role(RoleCode.OFFICER).get(f"{URL}files/{name}").status_code == 404
    assert system(ApiScope.CAMPAIGNS_READ).get(API).status_code == 403
