"""The tong leader's page: numbers of the own tong, nobody's name."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.domain import household
from enrollment.enums import IntakePlace
from enrollment.models import Dong, EnrollmentPeriod, HouseholdCount, HouseholdCountImport, HouseholdPeriod
from enrollment.queries import rates, tongs
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, OWN_DONG, tong_leader
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT, count_households

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(client):
    user = staff(RoleCode.TONG_LEADER, f"{OWN_AREA}/5")
    client.force_login(user)
    return tong_leader(user=user)


def collected(leader, day: date, **changes):
    intake = {"collected_on": day, "collected_by": leader, "place": IntakePlace.DOOR_TO_DOOR}
    return enroll(intake_changes=intake, tong_number=leader.tong.number, **changes).application.household


def test_counts_the_own_tong_and_this_week(client, leader):
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    collected(leader, monday - timedelta(days=1))
    collected(leader, today)
    collected(tong_leader(number=6), today)
    enroll()
    page = client.get("/tong/")
    (progress,) = page.context["progress"]
    assert (progress.enrolled_households, progress.new_this_week) == (2, 1)
    assert progress.dong_rate.enrolled_households == 4
    assert [week.collected for week in page.context["weeks"]][:2] == [1, 1]
    assert page.context["collected"] == 2


def test_a_household_that_left_is_no_longer_counted(client, leader):
    home = collected(leader, date(2026, 1, 5))
    EnrollmentPeriod.objects.update(ends_on=date(2026, 1, 9), ended_reason="withdrawn")
    household.sync_period(home, day=date(2026, 1, 9), reason="withdrawn")
    page = client.get("/tong/")
    assert page.context["progress"][0].enrolled_households == 0
    assert page.context["collected"] == 1


def test_names_nobody(client, leader):
    home = collected(leader, date(2026, 1, 5), name="홍가나다")
    body = client.get("/tong/").content.decode()
    for value in ("홍가나다", "홍**다", home.road_address, "0100000"):
        assert value not in body


def test_says_that_a_tong_has_no_denominator_and_shows_the_dongs_rate(client, leader):
    assert "통별 세대수는 집계되지 않아" in client.get("/tong/").content.decode()
    collected(leader, date(2026, 1, 5))
    record = HouseholdCountImport.objects.create(district=leader.tong.dong.district, source="estimate")
    HouseholdCount.objects.bulk_create(
        HouseholdCount(
            dong=dong, as_of=date(2026, 1, 1), households=200, source="estimate", imported_in=record
        )
        for dong in leader.tong.dong.district.dongs.all()
    )
    page = client.get("/tong/")
    assert str(page.context["progress"][0].dong_rate.rate_percent) == "0.5"
    assert "행당1동 신청률" in page.content.decode()


def test_another_tong_is_not_shown_by_asking(client, leader):
    collected(tong_leader(number=6), timezone.localdate())
    page = client.get("/tong/", {"tong": 6, "area": f"{OWN_AREA}/6"})
    assert [item.tong.number for item in page.context["progress"]] == [5]


@pytest.mark.parametrize("area", [OWN_AREA, "1120000000", f"{OWN_AREA}/77", f"1100000000/{OWN_DONG}/5"])
def test_a_right_over_more_or_another_place_shows_no_tong(client, leader, area):
    client.force_login(staff(RoleCode.TONG_LEADER, area))
    assert client.get("/tong/").status_code == 403


def test_a_tong_leader_sees_no_desk(client, leader):
    for url in (
        "/desk/",
        "/desk/intake/new/",
        "/desk/households/",
        "/desk/households/1/",
        "/desk/waiting/tong/",
    ):
        assert client.get(url).status_code == 403


def test_a_past_day_shows_the_figures_of_that_day(client, leader):
    collected(leader, date(2026, 1, 5))
    collected(leader, date(2026, 1, 20))
    page = client.get("/tong/", {"as_of": "2026-01-11"})
    assert page.context["progress"][0].enrolled_households == 1
    assert page.context["weeks"][0].collected == 1
    assert "그 주에 늘어난 세대" in page.content.decode()
    future = client.get("/tong/", {"as_of": "2999-01-01"})
    assert "아직 오지 않은 날" in future.content.decode() and future.context["is_past"] is False


def test_a_demonstration_says_since_when_its_households_stand_still(client, leader, settings):
    said = "시연 자료의 신청 세대는"
    collected(leader, timezone.localdate())
    assert said not in client.get("/tong/").content.decode()
    HouseholdPeriod.objects.update(starts_on=date(2013, 9, 26))
    html = client.get("/tong/").content.decode()
    assert f"{said} 2013. 9. 26. 뒤로 늘지 않아" in html and "?as_of=2013-09-26" in html
    assert said not in client.get("/tong/", {"as_of": "2013-09-26"}).content.decode()
    settings.DEMO_BANNER = False
    assert said not in client.get("/tong/").content.decode()


def test_the_rate_of_one_dong_is_the_one_the_district_tells(client, leader):
    collected(leader, date(2026, 1, 5))
    count_households(each=10)
    day = timezone.localdate()
    dongs = list(Dong.objects.order_by("code"))
    assert rates.rates_of(dongs, day) == rates.rates_by_dong(day, DISTRICT)
    assert rates.rates_of(dongs[3:5], day) == rates.rates_by_dong(day, DISTRICT)[3:5]
    assert rates.rates_of([], day) == []


def test_the_page_reads_the_own_dong_only(client, leader, django_assert_max_num_queries):
    count_households(each=10)
    with django_assert_max_num_queries(4):
        tongs.progress(leader.tong, timezone.localdate())
