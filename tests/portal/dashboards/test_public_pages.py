"""What everybody may see: figures of today, small cells hidden, nothing personal."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from enrollment.enums import IntakePlace
from enrollment.models import District, Dong, Household
from notices.domain import campaign_figures
from notices.models import CampaignTold
from portal.common.month import Month
from tests.factories.rates import count_households, enrolled_households
from tests.portal.dashboards.campaigns import sent_campaign

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "처음",
    "/stats/": "공개 통계",
    "/help/": "이용 안내",
    "/privacy/": "개인정보 처리방침",
    "/accessibility/": "접근성 안내",
}


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("filled", [True, False])
def test_open_to_everybody_full_and_empty(request, client, url, filled):
    if filled:
        request.getfixturevalue("programme")
    html = client.get(url).content.decode()
    assert re.findall(r"<title>(.*?) \|", html) == [PAGES[url]]
    assert html.count("<h1") == 1


def test_the_front_page_leads_to_enrolling_and_tells_the_rate(programme, client):
    html = client.get("/").content.decode()
    assert html.count("krds-btn primary") == 1
    assert "전자행정서비스 신청하기" in html and 'href="/enroll/"' in html
    assert 'href="/accounts/login/"' in html
    assert "45 / 1,700" in html and "<strong>2.6</strong>" in html


def test_without_a_district_the_front_page_still_opens(client):
    Dong.objects.all().delete()
    District.objects.all().delete()
    assert "아직 집계한 수치가 없습니다." in client.get("/").content.decode()
    assert "아직 공개할 통계가 없습니다" in client.get("/stats/").content.decode()


def test_fewer_than_five_are_told_to_nobody(client):
    count_households(each=100)
    enrolled_households(4)
    html = client.get("/").content.decode()
    assert "5세대 미만" in html and "0.2" not in html
    assert "4 / 1,700" not in client.get("/stats/").content.decode()


def stats_json(client, table: str) -> list[dict]:
    response = client.get(f"/stats/files/{table}.json")
    assert response.status_code == 200
    return response.json()


def test_a_small_dong_and_the_next_smallest_are_hidden(client):
    count_households(each=100)
    for dong, number in (("1120058000", 40), ("1120056000", 12), ("1120065000", 3)):
        enrolled_households(number, dong=dong)
    records = {record["group"]: record["enrolled_households"] for record in stats_json(client, "dongs")}
    assert (records["1120058000"], records["1120056000"], records["1120065000"]) == (40, None, None)
    assert records["district"] == 55
    html = client.get("/stats/").content.decode()
    assert html.count("밝히지 않음") >= 2


def test_months_are_told_at_their_end(programme, client):
    records = stats_json(client, "months")
    assert [(r["as_of"], r["enrolled_households"]) for r in records[:2]] == [
        ("2012-09-30", 51),
        ("2012-10-31", 45),
    ]
    assert records[-1]["as_of"] == timezone.localdate().isoformat()


def test_csv_carries_day_rule_and_source(programme, client):
    response = client.get("/stats/files/dongs.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["제목", "성동구 동별 신청률"]
    ended = Month.over_by(timezone.localdate() - timedelta(days=1)).last
    assert rows[1] == ["기준일", ended.isoformat()]
    assert rows[-1] == ["성동구", "45", "1700", "2.6", "행정안전부 주민등록 세대현황 (2012-08-31)"]


def test_dongs_are_told_at_the_end_of_months_that_are_over(programme, client):
    """A household that comes on an ordinary day is in the figure of the district at once, in no dong's."""
    before = stats_json(client, "dongs")
    enrolled_households(1, starts_on=timezone.localdate())
    assert stats_json(client, "dongs") == before
    mid = {r["group"]: r for r in client.get("/stats/files/dongs.json?as_of=2012-10-15").json()}
    assert mid["1120058000"]["as_of"] == "2012-09-30"
    early = client.get("/stats/?as_of=2012-09-20").content.decode()
    assert "아직 동별 수치가 없습니다" in early


def test_one_dong_has_its_course(programme, client):
    html = client.get("/stats/?dong=1120056000").content.decode()
    assert "<h3>행당1동</h3>" in html
    course = client.get("/stats/files/months.json?dong=1120056000").json()
    assert [(r["as_of"], r["enrolled_households"]) for r in course[:2]] == [
        ("2012-09-30", 17),
        ("2012-10-31", 11),
    ]
    assert client.get("/stats/?dong=nowhere").status_code == 200


def test_nothing_personal_is_told(client):
    count_households(each=100)
    enrolled_households(30)
    Household.objects.update(head_name="비밀세대주", road_address="서울특별시 성동구 비밀로 1")
    for url in (
        "/",
        "/stats/",
        "/stats/files/dongs.json",
        "/stats/files/months.json",
        "/api/v1/rates/?by=dong",
    ):
        assert "비밀" not in client.get(url).content.decode()


def test_campaigns_by_topic_are_counted(client):
    campaigns = [sent_campaign("library", delivered=6, failed=1), sent_campaign("library", delivered=5)]
    sent_campaign("library", delivered=4)
    sent_campaign("health", delivered=4)
    assert stats_json(client, "campaigns") == [
        {"topic": "도서관", "campaigns": 2, "cumulative_recipients": 12, "delivered": None}
    ], "receipts come in one by one"
    html = client.get("/stats/").content.decode()
    assert "도서관" in html and "건강" not in html[html.index("소식 발송") :].split("</table>")[0]
    assert '<td class="num">11</td>' not in html
    for campaign in campaigns:
        campaign_figures.count(campaign)
    CampaignTold.objects.update(is_final=True)
    cache.clear()
    assert stats_json(client, "campaigns")[0]["delivered"] == 11
    assert '<td class="num">11</td>' in client.get("/stats/").content.decode()


@pytest.mark.parametrize("name", ["people.csv", "dongs.xlsx", "dongs.html"])
def test_other_files_do_not_exist(programme, client, name):
    assert client.get(f"/stats/files/{name}").status_code == 404


def test_the_privacy_policy_names_processors_and_consents_and_keeps_its_versions(client):
    html = client.get("/privacy/").content.decode()
    for word in (
        "솔라피",
        "AES-GCM",
        "2년 동안",
        "10일 안에",
        "전자행정서비스 제공",
        "제1판",
        "주민등록번호는 어디에서도 받지",
    ):
        assert word in html
    assert client.get("/privacy/?version=1").status_code == 200
    assert client.get("/privacy/?version=99").status_code == 404
    assert client.get("/privacy/?version=x").status_code == 404


def test_the_rate_moves_with_the_next_household(programme, client):
    assert "45 / 1,700" in client.get("/").content.decode()
    enrolled_households(1, place=IntakePlace.ONLINE, starts_on=timezone.localdate())
    assert "46 / 1,700" in client.get("/").content.decode()
