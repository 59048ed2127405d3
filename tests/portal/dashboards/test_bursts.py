"""The list of unusual intake: who may see it, what it names, and settling with a note."""

from datetime import date

import pytest

from enrollment.domain.burst import settle
from enrollment.models import Burst, Dong
from portal.accounts.enums import ApiScope, RoleCode
from portal.accounts.roles import grant
from tests.factories.accounts import UserFactory
from tests.factories.bursts import DAY, burst
from tests.factories.desk import OWN_AREA, OWN_DONG, tong_leader
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL, API = "/dashboard/bursts/", "/api/v1/dashboards/bursts/"


def page(reader, **asked) -> str:
    return reader.get(URL, asked).content.decode()


def test_what_each_is_about_in_words_without_a_tong_leaders_name(as_role):
    burst()
    burst(Burst.Kind.CLERK_PEAK, f"clerk:{UserFactory(name='김직원').pk}")
    burst(Burst.Kind.LEADER_PEAK, f"leader:{tong_leader().pk}")
    html = page(as_role(RoleCode.ADMINISTRATOR))
    assert "1,234장" in html and "2026. 3. 16." in html
    assert "김직원" in html and f"{Dong.objects.get(code=OWN_DONG)} 5통" in html and "통장5" not in html


def test_households_are_numbers_of_records_and_links_for_whom_they_are_open(as_role):
    home = enroll().application.household
    burst(Burst.Kind.SAME_PHONE, "contact:1", detail={"least": 4, "households": [home.pk, 0]})
    reader = as_role(RoleCode.ADMINISTRATOR)
    html, address = page(reader), f'href="/desk/households/{home.pk}/"'
    assert "1,234세대" in html and f"번호: {home.pk}<br>" in html and address not in html
    assert home.head_name not in html and home.road_address not in html
    grant(user=reader.user, role=RoleCode.DONG_STAFF, area_path=OWN_AREA, starts_on=DAY, by=None)
    assert address in page(reader)


def test_settled_with_a_note_it_leaves_the_list(as_role):
    one = burst()
    reader = as_role(RoleCode.ADMINISTRATOR)
    answer = reader.post(URL, {"burst": one.pk, "note": "야간 행사에서 받은 신청서"})
    assert (answer.status_code, answer.url) == (302, URL)
    one.refresh_from_db()
    assert (one.settled_by, one.settled_note) == (reader.user, "야간 행사에서 받은 신청서")
    assert "확인할 특이 접수가 없습니다" in page(reader)
    settled = page(reader, state="settled")
    assert "야간 행사에서 받은 신청서" in settled and reader.user.name in settled


def test_whoever_comes_second_is_told_who_was_first_and_keeps_the_words(as_role):
    one = burst()
    first = UserFactory(name="김직원")
    settle(burst=one, note="먼저 확인한 내용", by=first)
    answer = as_role(RoleCode.ADMINISTRATOR).post(URL, {"burst": one.pk, "note": "나중에 확인한 내용"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "그 사이 김직원 님이 이미 확인했습니다." in html
    assert "먼저 확인한 내용" in html and "나중에 확인한 내용" in html
    one.refresh_from_db()
    assert (one.settled_by, one.settled_note) == (first, "먼저 확인한 내용")


def test_the_same_words_sent_twice_are_settled_once(as_role):
    one = burst()
    reader = as_role(RoleCode.ADMINISTRATOR)
    sent = [reader.post(URL, {"burst": one.pk, "note": "확인한 내용"}).status_code for _time in range(2)]
    assert sent == [302, 302]


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("", "확인한 내용을 적지 않았습니다"),
        ("응", "다섯 글자 이상"),
        (f"신청인 {RESIDENT_NUMBER}", "주민등록번호"),
        ("010-0000-1234로 전화해 확인함", "전화번호로 보이는 숫자"),
    ],
)
def test_a_note_that_will_not_do_is_kept_with_its_error(as_role, note, says):
    one, other = burst(), burst(day=date(2026, 3, 17))
    answer = as_role(RoleCode.ADMINISTRATOR).post(URL, {"burst": one.pk, "note": note})
    html = answer.content.decode()
    assert answer.status_code == 200 and says in html
    rows = {row.burst.pk: row.form for row in answer.context["rows"]}
    assert rows[one.pk].errors and not rows[other.pk].errors
    assert f'id="id_{one.pk}_note"' in html
    one.refresh_from_db()
    assert one.settled_by is None


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 30, "9" * 5000])
def test_a_finding_that_is_not_there(as_role, number):
    assert as_role(RoleCode.ADMINISTRATOR).post(URL, {"burst": number, "note": "확인했음"}).status_code == 404


def test_only_who_checks_figures_comes_in(as_role):
    assert as_role(RoleCode.OFFICER).get(URL).status_code == 403


def test_the_intake_leads_there_with_the_number_that_waits(as_role):
    burst()
    burst(day=date(2026, 3, 17), settled_by=UserFactory(), settled_note="확인했음")
    html = as_role(RoleCode.ADMINISTRATOR).get("/dashboard/intake/")
    assert [one.value for one in html.context["shown"].waiting][2] == 1
    assert f'href="{URL}"' in html.content.decode()


def test_other_systems_read_numbers_by_month_and_nobody():
    burst()
    burst(day=date(2026, 3, 20), settled_by=UserFactory(), settled_note="확인했음")
    burst(Burst.Kind.CLERK_PEAK, f"clerk:{UserFactory().pk}", day=date(2026, 2, 1), dong_id=None)
    told = system(ApiScope.DASHBOARDS_READ).get(API, as_of="2026-03-31").json()
    assert told == {
        "as_of": "2026-03-31",
        "since": "2025-04-01",
        "months": [
            {"month": "2026-03-01", "kind": "night", "found": 2, "settled": 1},
            {"month": "2026-02-01", "kind": "clerk_peak", "found": 1, "settled": 0},
        ],
    }
    earlier = system(ApiScope.DASHBOARDS_READ).get(API, as_of="2026-02-28").json()
    assert earlier["months"] == told["months"][1:] and earlier["as_of"] == "2026-02-28"


def test_other_systems_are_told_of_which_days_nothing_was_found():
    reader = system(ApiScope.DASHBOARDS_READ)
    burst(day=date(2024, 1, 10))
    year = reader.get(API, as_of="2026-03-05").json()
    assert year == {"as_of": "2026-03-05", "since": "2025-04-01", "months": []}
    years = reader.get(API, as_of="2026-03-05", months="36").json()
    assert years["since"] == "2023-04-01" and [one["month"] for one in years["months"]] == ["2024-01-01"]
    assert list(reader.get(API, months="7").json()) == ["months"]
