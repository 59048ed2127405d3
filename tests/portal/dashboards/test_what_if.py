"""Plans for the doors: by hand, at the edges, and as a page."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from enrollment.enums import IntakePlace
from enrollment.models import Dong, HouseholdPeriod, Target
from portal.accounts.enums import ApiScope, RoleCode
from portal.dashboards.what_if import board
from portal.dashboards.what_if.board import Asked
from portal.dashboards.what_if.plan import (
    Ground,
    Plan,
    VisitDays,
    beside,
    doors_needed,
    outcome,
    visits_after,
)
from tests.factories.rates import DISTRICT, enrolled_households
from tests.notices.api import system

URL, API, EUNGBONG = "/dashboard/what-if/", "/api/v1/dashboards/what-if/", "1120058000"
DAY = date(2012, 9, 26)
THURSDAY = date(2013, 9, 26)
PLAN = Plan(doors=100, enrolling_percent=Decimal(20), others_per_day=Decimal(0), visit_days=VisitDays.EVERY)
DUE_ON = date(2014, 6, 30)
GROUND = Ground(
    day=THURSDAY,
    due_on=DUE_ON,
    missing=15_690,
    doors_left=76_980,
    visits=visits_after(THURSDAY, DUE_ON, VisitDays.EVERY, set()),
)


def with_holiday(visit_days: VisitDays, missing: int) -> Ground:
    visits = visits_after(THURSDAY, DUE_ON, visit_days, {date(2013, 10, 3)})
    return replace(GROUND, missing=missing, visits=visits)


def test_the_published_gap_by_a_hundred_doors_a_day():
    """15,690 missing, twenty a day: 785 days; 57 a day are needed in 277 days, 284 doors."""
    found = outcome(PLAN, GROUND)
    assert (found.reached_on, found.visit_days) == (THURSDAY + timedelta(days=785), 785)
    assert (found.is_in_time, found.days_late) == (False, 508)
    assert found.doors_in_all == 78_500 and found.needs_more_doors_than_there_are
    assert doors_needed(PLAN, GROUND) == 284


@pytest.mark.parametrize("visit_days", VisitDays)
@pytest.mark.parametrize("missing", [1, 19, 20, 21, 15_690])
def test_the_needed_doors_are_just_enough(visit_days, missing):
    plan = replace(PLAN, visit_days=visit_days, others_per_day=Decimal("1.5"))
    ground = with_holiday(visit_days, missing + 416)
    needed = doors_needed(plan, ground)
    assert outcome(replace(plan, doors=needed), ground).is_in_time
    assert not outcome(replace(plan, doors=needed - 1), ground).is_in_time


def test_on_working_days_alone():
    """Friday, then Monday, and not on the Thursday of a holiday."""
    plan = replace(PLAN, visit_days=VisitDays.WORKING)
    by_visits = {
        visits: outcome(plan, with_holiday(VisitDays.WORKING, 20 * visits)).reached_on
        for visits in (1, 2, 4, 5)
    }
    assert by_visits == {
        1: date(2013, 9, 27),
        2: date(2013, 9, 30),
        4: date(2013, 10, 2),
        5: date(2013, 10, 4),
    }


def test_households_that_come_without_a_visit_come_every_day():
    plan = replace(PLAN, doors=0, others_per_day=Decimal("2.5"))
    found = outcome(plan, replace(GROUND, missing=10))
    assert (found.reached_on, found.doors_in_all) == (THURSDAY + timedelta(days=4), 0)
    assert doors_needed(plan, replace(GROUND, missing=692)) == 0
    assert doors_needed(plan, replace(GROUND, missing=693)) == 1


def test_what_never_comes_and_what_is_there_already():
    nothing = replace(PLAN, doors=0)
    assert outcome(nothing, GROUND).reached_on is None
    assert outcome(replace(PLAN, doors=1, enrolling_percent=Decimal("0.1")), GROUND).reached_on is None
    there = outcome(nothing, replace(GROUND, missing=0))
    assert (there.reached_on, there.visit_days) == (THURSDAY, 0)
    assert doors_needed(replace(PLAN, enrolling_percent=Decimal(0)), GROUND) is None
    assert doors_needed(PLAN, replace(GROUND, due_on=THURSDAY)) is None


def test_more_doors_are_never_later():
    rows = beside(PLAN, GROUND, doors_needed(PLAN, GROUND))
    assert [row.plan.doors for row in rows] == [50, 75, 100, 150, 200, 284]
    days = [row.reached_on for row in rows if row.reached_on]
    assert days == sorted(days, reverse=True)
    assert [row.is_in_time for row in rows] == [False] * 5 + [True]


def read(tells_small: bool = True, **asked) -> board.WhatIf:
    return board.read(Asked(DAY, **asked), DISTRICT, tells_small=tells_small)


def test_of_the_district_from_its_own_figures(programme):
    """51 of 1,700 households enrolled, 850 wanted; of late 17 in seven days came without a visit."""
    found = read(doors=100, visit_days=VisitDays.EVERY)
    assert (found.goal, found.outcome.ground.missing, found.outcome.ground.doors_left) == (850, 799, 1649)
    assert (found.plan.others_per_day, found.plan.enrolling_percent) == (Decimal("2.4"), Decimal(20))
    # 22.4 a day: after 35 days 784, after 36 days 806.4
    assert found.outcome.reached_on == DAY + timedelta(days=36)
    assert found.outcome.needs_more_doors_than_there_are


def test_without_target_or_households_there_is_nothing_to_work_out(programme):
    Target.objects.update(dropped_on=DAY)
    assert (read().target, read().outcome) == (None, None)
    Target.objects.update(dropped_on=None)
    before = board.read(Asked(date(2012, 9, 15)), DISTRICT, tells_small=True)
    assert before.outcome is None


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed_and_says_the_outcome(programme, as_role):
    officer = as_role(RoleCode.OFFICER)
    typed = {"as_of": DAY, "doors": "100", "enrolling_percent": "20", "visit_days": "every"}
    html = officer.get(URL, typed).content.decode()
    assert "2012. 11. 1.에 목표에 이릅니다." in html and 'value="100"' in html and 'value="2.4"' in html
    wrong = officer.get(
        URL, {"doors": "백", "enrolling_percent": "101", "as_of": "2999-01-01"}
    ).content.decode()
    for message in ("숫자가 아닙니다", "0부터 100까지", "아직 오지 않은 날"):
        assert wrong.count(message) >= 2
    assert 'value="백"' in wrong and "입력한 값을 고치면" in wrong


def test_what_nobody_typed_follows_the_place(programme, as_role):
    client = as_role(RoleCode.ADMINISTRATOR)
    shown = client.get(URL, {"as_of": "2012-09-26"}).context["form"].initial
    kept = {name: str(shown[name]) for name in ("doors", "others_per_day")}
    suggested = {name: str(shown[name]) for name in ("suggested_doors", "suggested_others")}
    assert kept == {"doors": suggested["suggested_doors"], "others_per_day": suggested["suggested_others"]}
    query = {"as_of": "2012-09-26", "dong": EUNGBONG, **kept, **suggested}
    fresh = client.get(URL, {"as_of": "2012-09-26", "dong": EUNGBONG}).context["found"].plan
    assert client.get(URL, query).context["found"].plan == fresh
    assert client.get(URL, {**query, "doors": "7"}).context["found"].plan.doors == 7


def test_a_dong_with_few_households_is_not_told(programme, as_role):
    oksu = "1120064500"
    enrolled_households(3, dong=oksu, starts_on=DAY)
    asked = {"as_of": DAY, "dong": oksu}
    assert "밝히지 않습니다" in as_role(RoleCode.OFFICER).get(URL, asked).content.decode()
    assert "밝히지 않습니다" not in as_role(RoleCode.ADMINISTRATOR).get(URL, asked).content.decode()
    told = system(ApiScope.DASHBOARDS_READ).get(API, **asked).json()
    assert (told["group"], told["missing"], told["figures"], told["outcomes"]) == (oksu, None, {}, [])
    assert told["plan"]["others_per_day"] == 0


def test_over_http_the_same(programme, client):
    reader = system(ApiScope.DASHBOARDS_READ)
    asked = {"as_of": DAY, "doors": 100, "visit_days": "every"}
    told = reader.get(API, **asked).json()
    found = read(doors=100, visit_days=VisitDays.EVERY)
    assert told["figures"]["what_if_reached_on"]["value"] == found.outcome.reached_on.isoformat()
    assert [row["doors"] for row in told["outcomes"]] == [row.plan.doors for row in found.beside]
    assert reader.get(API, doors=-1).status_code == 400
    assert client.get(API).status_code == 401


@pytest.mark.django_db
def test_a_number_a_day_does_not_tell_the_few_it_is_of(programme):
    """Four came online since the opening the day before: four a day."""
    opened = date(2012, 9, 16)
    enrolled_households(20, dong="1120064500", place=IntakePlace.DOOR_TO_DOOR, starts_on=opened)
    enrolled_households(4, dong="1120064500", place=IntakePlace.ONLINE, starts_on=opened)
    asked = Asked(day=opened, dong=Dong.objects.get(code="1120064500"))
    assert board.read(asked, DISTRICT, tells_small=True).actual_others_per_day == 4
    told = board.read(asked, DISTRICT, tells_small=False)
    assert told.is_hidden and told.actual_others_per_day is None
    whole = board.read(replace(asked, dong=None), DISTRICT, tells_small=False)
    assert whole.actual_others_per_day is None and whole.plan.others_per_day == 0
    assert whole.outcome.reached_on and not whole.is_hidden


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ({"door_to_door": 5, "library": 3, "online": 20}, None),
        ({"door_to_door": 3, "library": 5, "online": 20}, None),
        ({"door_to_door": 60, "library": 3, "online": 20}, Decimal(23)),
        ({"door_to_door": 60, "online": 3}, None),
    ],
)
def test_a_number_a_day_does_not_tell_what_the_table_by_place_hides(programme, places, told):
    """All but those at the door, less the places that are told, are those of the place that is hidden."""
    HouseholdPeriod.objects.all().delete()
    opened = date(2012, 9, 16)
    for place, number in places.items():
        enrolled_households(number, place=place, starts_on=opened)
    asked = Asked(day=opened)
    others = sum(places.values()) - places["door_to_door"]
    assert board.read(asked, DISTRICT, tells_small=True).actual_others_per_day == others
    assert board.read(asked, DISTRICT, tells_small=False).actual_others_per_day == told


def test_what_is_kept_back_is_not_suggested_but_what_is_typed_counts(programme, as_role):
    enrolled_households(4, place=IntakePlace.ONLINE, starts_on=DAY - timedelta(days=10))
    asked = {"as_of": DAY - timedelta(days=10), "visit_days": "every"}
    html = as_role(RoleCode.OFFICER).get(URL, asked).content.decode()
    assert "날마다 0세대. 최근 8주의 평균은 다섯보다 적은 수를 알 수 있어 가립니다." in html
    html = as_role(RoleCode.OFFICER).get(URL, asked | {"others_per_day": "2"}).content.decode()
    assert "날마다 2세대. 최근 8주의 평균은 다섯보다" in html
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, asked).content.decode()
    assert "날마다 4세대. 최근 8주의 평균은 4세대입니다." in html
