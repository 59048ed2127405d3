"""The dashboard page: figures, dates asked for, empty states, permissions."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import District, HouseholdCount, Target
from portal.accounts.enums import RoleCode
from portal.common import summary
from tests.factories.came_in import at, came
from tests.factories.rates import DISTRICT, count_households, enrolled_households

pytestmark = pytest.mark.django_db

URL = "/dashboard/"


class Tables(HTMLParser):
    """The cells of every table of a page, row by row."""

    def __init__(self, html: str):
        super().__init__()
        self.tables, self.cell = [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(" ".join(self.cell.split()))
            self.cell = None


def page(client, **query) -> str:
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_headline_with_all_it_stands_on(programme, as_role):
    html = page(as_role(RoleCode.DONG_STAFF, f"{DISTRICT}/1120058000"), as_of="2012-10-30")
    assert "<strong>2.6</strong>" in html
    assert "45 / 1,700" in html
    assert "행정안전부 주민등록 세대현황 (2012-08-31)" in html
    assert "한 세대는 한 번만 셉니다." in html
    assert "45 / 850" in html
    assert "<strong>5.3</strong>" in html


def test_tables_add_up_to_the_headline(programme, as_role):
    html = page(as_role(RoleCode.OFFICER), as_of="2012-10-30")
    days, dongs, places = Tables(html).tables
    assert dongs[-1][:4] == ["합계", "45", "1,700", "2.6%"]
    assert len(dongs) == 1 + 17 + 1
    assert sum(int(row[1]) for row in dongs[1:-1]) == 45
    assert ["응봉동", "34", "100", "34.0%"] in [row[:4] for row in dongs]
    assert [row[:3] for row in places[1:3]] == [["온라인", "11", "24.4%"], ["통장 방문", "34", "75.6%"]]
    assert sum(int(row[1]) for row in places[1:-1]) == int(places[-1][1]) == 45
    assert days[1] == ["2012. 9. 16.(일)", "2.0%", "34", "34", "1,700"]
    assert days[11] == ["2012. 9. 26.(수)", "3.0%", "51", "17", "1,700"]
    assert days[-1] == ["2012. 10. 30.(화)", "2.6%", "45", "0", "1,700"]
    assert len(days) == 1 + 45


@pytest.mark.parametrize("written", ["2012-9-26", "2012.9.26", "2012. 9. 26.", "20120926", "2012년 9월 26일"])
def test_any_day_in_any_spelling(programme, as_role, written):
    assert "51 / 1,700" in page(as_role(RoleCode.OFFICER), as_of=written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2012-02-30", "날짜가 올바르지 않습니다."),
        ("어제", "날짜가 올바르지 않습니다."),
        ("9999-12-31", "아직 오지 않은 날"),
    ],
)
def test_a_day_that_cannot_be_answered_is_refused_at_its_field(programme, as_role, written, message):
    html = page(as_role(RoleCode.OFFICER), as_of=written)
    assert html.count(message) >= 2
    assert 'aria-invalid="true"' in html and f'value="{written}"' in html
    assert "45 / 1,700" in html


def test_tomorrow_is_the_future_and_today_is_not(programme, as_role):
    client, today = as_role(RoleCode.OFFICER), timezone.localdate()
    assert "아직 오지 않은 날" in page(client, as_of=(today + timedelta(days=1)).isoformat())
    assert "아직 오지 않은 날" not in page(client, as_of=today.isoformat())


def test_before_opening_there_is_nothing_but_an_explanation(programme, as_role):
    html = page(as_role(RoleCode.OFFICER), as_of="2012-09-15")
    assert "신청 접수는 2012. 9. 16.에 시작했습니다." in html
    assert "0 / 1,700" in html
    assert Tables(html).tables == []


def test_no_denominator_says_what_to_do(programme, as_role):
    HouseholdCount.objects.all().delete()
    html = page(as_role(RoleCode.ADMINISTRATOR), as_of="2012-10-30")
    assert "전체 세대수가 없어 신청률을 계산할 수 없습니다" in html
    assert reverse("dashboard_household_counts") in html
    assert "<strong>45</strong>" in html
    assert Tables(html).tables[1][-1][:4] == ["합계", "45", "-", "-"]


def test_nothing_enrolled_no_target_no_district(as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    html = page(client)
    assert "아직 신청한 세대가 없습니다" in html
    assert "목표가 없습니다" in html and reverse("dashboard_targets") in html
    District.objects.get(code=DISTRICT).dongs.all().delete()
    District.objects.all().delete()
    assert "아직 구와 동 정보가 없습니다" in page(client)


def test_an_old_denominator_is_said_to_be_old(programme, as_role):
    client = as_role(RoleCode.OFFICER)
    assert "분모는 2012. 8. 31.의 세대수입니다." in page(client, as_of="2014-01-01")
    assert "분모는 2012. 8. 31.의 세대수입니다." not in page(client, as_of="2013-01-01")


def test_a_jump_of_the_denominator_is_explained(programme, as_role):
    client, words = as_role(RoleCode.OFFICER), "이 기간에 쓴 전체 세대수"
    assert words not in page(client, as_of="2012-12-31")
    count_households("2012년11월", each=200)
    html = page(client, as_of="2012-12-31")
    assert words in html and "1,700세대 (행정안전부 주민등록 세대현황 (2012-08-31)), 3,400세대" in html


def test_the_target_of_the_day_counts(programme, as_role):
    Target.objects.create(
        district_id=DISTRICT, rate_percent=3, due_on=date(2013, 1, 1), set_on=date(2012, 10, 1)
    )
    client = as_role(RoleCode.OFFICER)
    assert "51 / 850" in page(client, as_of="2012-09-30")
    html = page(client, as_of="2012-10-01")
    assert "51 / 51" in html and "목표에 이르렀습니다." in html


def test_sorting_by_each_column_both_ways(programme, as_role):
    client = as_role(RoleCode.OFFICER)
    first = Tables(page(client, as_of="2012-10-30", sort="rate", dir="desc")).tables[1]
    assert [row[0] for row in first[1:3]] == ["응봉동", "행당1동"]
    assert first[-1][0] == "합계"
    html = page(client, as_of="2012-10-30", sort="name", dir="asc")
    assert 'aria-sort="ascending"' in html
    names = [row[0] for row in Tables(html).tables[1][1:-1]]
    assert names == sorted(names)
    assert page(client, sort="dir", dir="'--")


def test_ranges_keep_the_day(programme, as_role):
    client = as_role(RoleCode.OFFICER)
    html = page(client, as_of="2013-09-26", range="45d")
    assert len(Tables(html).tables[0]) == 1 + 45
    assert "as_of=2013-09-26&amp;range=12m" in html
    assert page(client, range="no-such-range")


def test_links_to_notable_days(programme, as_role):
    html = page(as_role(RoleCode.OFFICER))
    for day in ("2012-09-16", "2012-10-30", "2013-09-15", "2014-06-30"):
        assert f"as_of={day}" in html


def test_the_way_back_to_the_last_days_of_intake_stays(programme, as_role):
    """One household comes years later; looking back at an early day renames nothing."""
    client = as_role(RoleCode.OFFICER)
    for day in (date(2012, 9, 20), date(2012, 9, 26), date(2026, 3, 2)):
        came(at=at(day))
    summary.catch_up()
    for asked in ({}, {"as_of": "2012-09-20"}):
        html = " ".join(page(client, **asked).split())
        assert 'as_of=2012-09-26&amp;range=all">쉬기 전 마지막 접수일' in html
        assert 'as_of=2026-03-02&amp;range=all">마지막 접수일' in html


def test_where_downloads_are_missing_the_page_says_why(programme, as_role):
    assert "내려받을 권한이 있는 사람에게만" in page(as_role(RoleCode.APPROVER))
    assert "내려받을 권한이 있는 사람에게만" not in page(as_role(RoleCode.OFFICER))


def test_who_may_look_and_who_may_take_away(programme, as_role, client):
    assert client.get(URL).status_code == 302
    for role, takes in ((RoleCode.DONG_STAFF, False), (RoleCode.APPROVER, False), (RoleCode.OFFICER, True)):
        html = page(as_role(role))
        assert ("/dashboard/files/" in html) is takes
    assert as_role(RoleCode.TONG_LEADER, f"{DISTRICT}/1120058000/1").get(URL).status_code == 403


def test_the_number_of_queries_does_not_depend_on_the_data(programme, as_role, django_assert_max_num_queries):
    client = as_role(RoleCode.ADMINISTRATOR)
    page(client)
    with django_assert_max_num_queries(31) as few:
        page(client, as_of="2012-09-20")
    enrolled_households(60, dong="1120065000", starts_on=date(2012, 9, 18))
    summary.catch_up()
    with django_assert_max_num_queries(31) as many:
        page(client, as_of="2013-09-26")
    assert len(few) == len(many)
