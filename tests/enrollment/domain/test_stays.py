"""A household's past is that of the people it had then, wherever they live now."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.domain.merge import merge_households, split_households
from enrollment.domain.move import move_within
from enrollment.domain.reverse import reverse
from enrollment.enums import Relation, ReversalSource
from enrollment.models import FormerStay, Household
from tests.enrollment.domain.test_move import NEW, OLD, PAPER, counted, family, home
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

BEFORE = timedelta(days=1)


def joined(on: date, since: date | None = None) -> tuple[Household, Household]:
    """A household that moved on `on` into one of the same head, which applied itself on `since`."""
    household = family("홍나나", relation=Relation.CHILD)
    there = enroll(
        name="홍길동",
        dong=home().dong,
        road_address=home().road_address,
        address_detail="2동 304호",
        intake_changes={"collected_on": since} if since else {},
    ).application.household
    move_within(household=household, to=home(), on=on, proof=PAPER, by=UserFactory())
    return household, there


def take_back(application) -> None:
    reverse(application=application, source=ReversalSource.DESK, by=UserFactory())


def test_the_former_spell_of_a_household_that_joined_another_goes_with_its_reversal():
    on = timezone.localdate() - timedelta(days=7)
    _household, there = joined(on)
    assert counted(on - BEFORE) == {OLD: 1, NEW: 1}
    take_back(there.applications.get(person__name="홍나나"))
    assert counted(on - BEFORE) == counted(on) == counted(timezone.localdate()) == {NEW: 1}


def test_the_household_joined_counts_from_the_joining_when_its_own_application_is_taken_back():
    on = timezone.localdate() - timedelta(days=7)
    _household, there = joined(on)
    take_back(there.applications.get(person__name="홍길동"))
    assert counted(on - BEFORE) == {OLD: 1}
    assert counted(on) == counted(timezone.localdate()) == {NEW: 1}


def test_both_taken_back_leave_no_day_anywhere():
    on = timezone.localdate() - timedelta(days=7)
    _household, there = joined(on)
    for application in list(there.applications.all()):
        take_back(application)
    assert counted(date(2026, 1, 5)) == counted(on - BEFORE) == counted(on) == {}


def test_who_came_by_a_move_lived_elsewhere_before_that_day():
    on = timezone.localdate() - timedelta(days=7)
    household, there = joined(on)
    stay = FormerStay.objects.get()
    assert (stay.household, stay.starts_on, stay.ends_on) == (household, None, on)
    assert stay.person.household == there


def test_a_merge_and_its_split_leave_the_days_of_former_members_where_they_were():
    """The absorbed household moved its people away while it was part of another record."""
    by, on = UserFactory(), timezone.localdate() - timedelta(days=7)
    household = family()
    other = enroll(
        road_address="서울특별시 성동구 고산자로 270", address_detail="101동 1203-1호", name="홍길둥"
    ).application.household
    there = enroll(
        name="홍길순", dong=home().dong, road_address=home().road_address, address_detail="2동 304호"
    ).application.household
    before = counted(on - BEFORE)
    merge = merge_households(keep=household, absorb=other, by=by)
    move_within(household=household, to=home(head_name="홍길순"), on=on, proof=PAPER, by=by)
    assert counted(on) == {NEW: 1}
    assert FormerStay.objects.filter(household=household).count() == 2
    take_back(there.applications.get(person__name="홍길순"))
    assert counted(on - BEFORE) == {OLD: 1}
    split_households(merge=merge, by=by)
    stays = dict(FormerStay.objects.values_list("person__name", "household"))
    assert stays == {"홍길동": household.pk, "홍길둥": other.pk}
    assert before == {OLD: 2, NEW: 1}
    assert counted(on - BEFORE) == {OLD: 2}
