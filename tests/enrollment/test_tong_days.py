"""Households by tong and ban: what the record says now, and parts that are all of the dong."""

from collections import Counter
from datetime import date

import pytest

from enrollment.domain.merge import merge_households, split_households
from enrollment.models import Dong, Household, HouseholdPeriod, Tong, TongLeader
from enrollment.queries import household_days, tong_days
from portal.common import figures_check, summary
from portal.common.models import StaleCell
from tests.factories.accounts import UserFactory
from tests.factories.rates import DISTRICT, enrolled_households

pytestmark = pytest.mark.django_db

DONG, OTHER = "1120058000", "1120056000"
DAY = date(2012, 9, 16)


def tong(number: int, dong: str = DONG) -> Tong:
    return Tong.objects.create(dong_id=dong, number=number, valid_from=date(2012, 1, 1))


def settle(number: int, where: Tong | None, ban: int | None = None, day: date = DAY) -> list[Household]:
    """`number` households enrolled in a dong, their tong learnt afterwards."""
    enrolled_households(number, dong=DONG, starts_on=day)
    homes = list(Household.objects.order_by("-id")[:number])
    Household.objects.filter(pk__in=[home.pk for home in homes]).update(tong=where, ban=ban)
    return homes


def whole(day: date, dong: str = DONG) -> int:
    return sum(n for (code, _place), n in household_days.enrolled(day, DISTRICT).items() if code == dong)


def test_tongs_and_those_without_one_are_all_of_the_dong():
    first, second = tong(1), tong(2)
    settle(6, first, ban=1)
    settle(3, first, ban=2, day=date(2012, 11, 2))
    settle(2, second)
    settle(4, None)
    assert tong_days.by_tong(DAY, DONG) == {first.pk: 6, second.pk: 2, tong_days.UNKNOWN: 4}
    assert tong_days.by_tong(date(2012, 11, 2), DONG) == {first.pk: 9, second.pk: 2, tong_days.UNKNOWN: 4}
    assert tong_days.by_ban(date(2013, 1, 1), DONG, [first.pk]) == {1: 6, 2: 3}
    assert tong_days.by_ban(date(2013, 1, 1), DONG, [second.pk]) == {0: 2}
    for day in (date(2012, 9, 15), DAY, date(2012, 10, 1), date(2012, 11, 2), date(2013, 1, 1)):
        assert tong_days.by_tong(day, DONG).total() == whole(day)


def test_a_tong_learnt_later_counts_for_the_past_too_and_a_move_leaves_the_past_in_its_dong():
    first, there = tong(1), tong(7, OTHER)
    (home,) = settle(1, None)
    assert tong_days.by_tong(DAY, DONG) == {tong_days.UNKNOWN: 1}
    Household.objects.filter(pk=home.pk).update(tong=first, ban=3)
    assert StaleCell.objects.filter(summary="tong_day").exists()
    assert tong_days.by_tong(DAY, DONG) == {first.pk: 1}
    HouseholdPeriod.objects.filter(household=home).update(ends_on=date(2013, 1, 1), ended_reason="moved")
    Household.objects.filter(pk=home.pk).update(dong_id=OTHER, tong=there, ban=1)
    HouseholdPeriod.objects.create(household=home, dong_id=OTHER, place="online", starts_on=date(2013, 1, 1))
    assert tong_days.by_tong(DAY, DONG) == {tong_days.UNKNOWN: 1}, "which tong it was is no longer known"
    assert tong_days.by_tong(date(2013, 1, 1), DONG).total() == 0
    assert tong_days.by_tong(date(2013, 1, 1), OTHER) == {there.pk: 1}


def test_changes_that_concern_no_tong_note_nothing():
    settle(2, tong(1), ban=1)
    summary.catch_up()
    Household.objects.update(address_detail="101동 1203호")
    assert not StaleCell.objects.exists()


def test_merged_and_parted_again_and_the_nightly_check_agrees():
    first = tong(1)
    keep, absorb = settle(2, first)
    clerk = UserFactory()
    merge = merge_households(keep=keep, absorb=absorb, by=clerk)
    assert tong_days.by_tong(DAY, DONG) == {first.pk: 1}
    split_households(merge=merge, by=clerk)
    assert tong_days.by_tong(DAY, DONG).total() == whole(DAY)
    assert figures_check.run().differences == []


def test_leaders_in_office_on_a_day():
    first, second = tong(1), tong(2)
    TongLeader.objects.create(tong=first, name="가통장", starts_on=date(2012, 1, 1), ends_on=date(2013, 1, 1))
    TongLeader.objects.create(tong=second, name="나통장", starts_on=date(2012, 6, 1))
    dongs = list(Dong.objects.filter(district_id=DISTRICT))
    assert tong_days.leaders_by_dong(date(2012, 3, 1), dongs) == Counter({DONG: 1})
    assert tong_days.leaders_by_dong(DAY, dongs) == Counter({DONG: 2})
    dong = Dong.objects.get(pk=DONG)
    assert tong_days.tongs_with_leader(date(2012, 3, 1), dong) == {first.pk}
    assert tong_days.tongs_with_leader(date(2013, 1, 1), dong) == {second.pk}
