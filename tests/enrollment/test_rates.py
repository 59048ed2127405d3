"""The rate by equality: who counts on which day, over which denominator."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from enrollment.enums import CountSource, IntakePlace
from enrollment.models import Dong, HouseholdCount, HouseholdCountImport
from enrollment.queries import rates
from portal.common import summary
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT, count_households, daily_totals, dong_codes, enrolled_households

pytestmark = pytest.mark.django_db

OPENED = date(2012, 9, 16)
EUNGBONG, HAENGDANG = "1120058000", "1120056000"


def estimate(day: date, each: int, codes: list[str] | None = None) -> None:
    imported = HouseholdCountImport.objects.create(district_id=DISTRICT, source=CountSource.ESTIMATE)
    HouseholdCount.objects.bulk_create(
        HouseholdCount(
            dong_id=code, as_of=day, households=each, source=CountSource.ESTIMATE, imported_in=imported
        )
        for code in codes or dong_codes()
    )


def test_a_rate_carries_numerator_denominator_day_and_source():
    count_households(each=100)
    enrolled_households(323, starts_on=OPENED)
    assert rates.district_rate(OPENED, DISTRICT).as_record() == {
        "group": "district",
        "as_of": "2012-09-16",
        "enrolled_households": 323,
        "households": 1700,
        "rate_percent": 19.0,
        "denominator_source": "행정안전부 주민등록 세대현황 (2012-08-31)",
    }


def test_a_spell_counts_from_its_first_day_until_the_day_before_it_ends():
    enrolled_households(1, starts_on=date(2012, 9, 20), ends_on=date(2012, 9, 25))
    totals = daily_totals(date(2012, 9, 19), date(2012, 9, 26))
    assert [totals[date(2012, 9, day)] for day in range(19, 27)] == [0, 1, 1, 1, 1, 1, 0, 0]
    for day, expected in totals.items():
        assert rates.district_rate(day, DISTRICT).enrolled_households == expected


def test_totals_of_days_know_what_began_before_them():
    enrolled_households(3, starts_on=OPENED)
    assert daily_totals(date(2013, 1, 1), date(2013, 1, 1)) == {date(2013, 1, 1): 3}


def test_a_household_counts_once_however_many_members_enroll():
    home = {"road_address": "서울특별시 성동구 고산자로 270", "head_name": "가나다"}
    enroll(name="가나다", **home)
    enroll(name="라마바", birth_date=date(1990, 1, 2), mobile="01000009999", relation="spouse", **home)
    assert rates.district_rate(date(2026, 1, 6), DISTRICT).enrolled_households == 1


def test_parts_add_up_to_the_whole_by_dong_and_by_place():
    count_households()
    enrolled_households(7, dong=EUNGBONG, place=IntakePlace.DOOR_TO_DOOR)
    enrolled_households(4, dong=HAENGDANG, place=IntakePlace.LIBRARY)
    enrolled_households(2, dong=HAENGDANG, place=IntakePlace.OTHER, ends_on=date(2012, 9, 20))
    found = rates.rates_on(date(2012, 9, 20), DISTRICT)
    assert found.district.enrolled_households == 11
    by_dong = {rate.group: rate.enrolled_households for rate in found.by_dong}
    assert {code: number for code, number in by_dong.items() if number} == {EUNGBONG: 7, HAENGDANG: 4}
    assert sum(rate.households for rate in found.by_dong) == found.district.households == 17_000
    assert {rate.group: rate.enrolled_households for rate in found.by_place} == {
        **dict.fromkeys(IntakePlace.values, 0),
        "door_to_door": 7,
        "library": 4,
    }
    assert {rate.households for rate in found.by_place} == {17_000}


@pytest.mark.parametrize(("enrolled", "percent"), [(0, "0.0"), (1, "0.1"), (5, "0.3"), (744, "37.2")])
def test_one_decimal_rounded_half_up(enrolled, percent):
    count_households(each=100, **{f"d{EUNGBONG}": 400})
    enrolled_households(enrolled)
    rate = rates.district_rate(OPENED, DISTRICT)
    assert (rate.households, rate.rate_percent) == (2000, Decimal(percent))


def test_no_rate_without_a_denominator():
    enrolled_households(5)
    rate = rates.district_rate(OPENED, DISTRICT)
    assert (rate.enrolled_households, rate.households, rate.rate_percent) == (5, None, None)
    assert rate.denominator_source is None


def test_the_latest_complete_count_on_or_before_the_day_is_the_denominator():
    count_households("2012년08월", each=1000)
    count_households("2012년10월", each=1100)
    assert rates.district_rate(date(2012, 10, 30), DISTRICT).households == 17_000
    assert rates.district_rate(date(2012, 10, 31), DISTRICT).households == 18_700
    assert rates.district_rate(date(2012, 8, 30), DISTRICT).households is None


def test_a_dong_added_later_leaves_the_past_as_it_was():
    count_households("2012년08월", each=1000)
    enrolled_households(17)
    before = rates.district_rate(OPENED, DISTRICT).as_record()
    Dong.objects.create(code="1120099900", district_id=DISTRICT, name="새로난동")
    assert rates.district_rate(OPENED, DISTRICT).as_record() == before
    by_dong = {rate.group: rate.households for rate in rates.rates_by_dong(OPENED, DISTRICT)}
    assert by_dong.pop("1120099900") is None
    assert set(by_dong.values()) == {1000}


def test_estimates_and_official_counts_never_mix():
    estimate(date(2012, 9, 1), 7)
    rate = rates.district_rate(OPENED, DISTRICT)
    assert (rate.households, rate.denominator_source) == (119, "시연용 추정치 (2012-09-01)")
    count_households("2012년09월", each=1000)
    assert rates.district_rate(date(2012, 9, 30), DISTRICT).denominator.source == CountSource.MOIS


def test_a_correction_changes_past_rates():
    count_households(each=100)
    enrolled_households(17)
    assert rates.district_rate(OPENED, DISTRICT).rate_percent == Decimal("1.0")
    count_households(each=100, **{f"d{EUNGBONG}": 1800})
    assert rates.district_rate(OPENED, DISTRICT).households == 3400
    assert rates.district_rate(OPENED, DISTRICT).rate_percent == Decimal("0.5")


def test_queries_do_not_grow_with_data(django_assert_num_queries):
    count_households()
    enrolled_households(20)
    summary.catch_up()
    with django_assert_num_queries(6):
        rates.rates_on(OPENED, DISTRICT)


def test_who_moves_does_not_make_households_more():
    """Else every move would end the note that they stand still."""
    came, moved = date(2012, 9, 26), date(2013, 3, 5)
    enrolled_households(2, starts_on=came)
    enrolled_households(1, starts_on=came, ends_on=moved)
    enrolled_households(1, dong="1120056000", starts_on=moved)
    assert rates.still_since(date(2013, 3, 10), DISTRICT) == came
    assert rates.first_enrolled_on(DISTRICT) == came


def test_households_stand_still_a_month_after_they_last_grew():
    last = date(2012, 9, 26)
    enrolled_households(2, starts_on=last)
    assert rates.still_since(last + timedelta(days=31), DISTRICT) is None
    assert rates.still_since(last + timedelta(days=32), DISTRICT) == last
