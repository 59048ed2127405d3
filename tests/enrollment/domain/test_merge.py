"""Merging and splitting households: rates count one at any date, and splitting restores exactly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.domain.match import Verdict, match
from enrollment.domain.merge import merge_households, split_households
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.domain.review import join
from enrollment.models import (
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Service,
)
from enrollment.queries.rates import rates_on
from tests.enrollment.domain.merges import DAYS, DISTRICT, FIRST, OTHER_DONG, everything, figures, homes
from tests.factories.enrollment import application_form, enroll
from tests.factories.rates import daily_totals

pytestmark = pytest.mark.django_db


def test_a_merged_household_counts_once_on_every_day_and_its_people_are_one_household():
    one, two = homes()
    assert rates_on(date(2026, 2, 1), DISTRICT).district.enrolled_households == 2
    merge_households(keep=one, absorb=two, by=None)
    assert set(daily_totals(date(2026, 1, 5), date(2026, 2, 1)).values()) == {1}
    assert one.people.count() == 2
    assert one.applications.count() == 2
    two.refresh_from_db()
    assert (two.merged_into, two.closed_on is not None) == (one, True)


def test_who_applies_under_the_absorbed_spelling_joins_the_kept_household():
    one, two = homes()
    merge_households(keep=one, absorb=two, by=None)
    changes = {"road_address": "성동구 고산자로 271", "head_name": "박다라", "relation": "child"}
    found = match(application_form(name="박마바", **changes))
    assert (found.verdict, found.household_id) == (Verdict.SURE, one.pk)
    accepted = enroll(name="박마바", **changes)
    assert accepted.joined_household
    assert accepted.application.household == one


def test_splitting_restores_every_row_and_every_figure():
    one, two = homes()
    before, counted = everything(), figures()
    merge = merge_households(keep=one, absorb=two, by=None)
    assert everything() != before
    split_households(merge=merge, by=None)
    assert everything() == before
    assert figures() == counted
    assert split_households(merge=merge, by=None).split_at is not None


def write_history(home, steps):
    """Give a household and its only member the spells of `steps` (gap, length), the last may run on."""
    person = home.people.get()
    service = Service.objects.get(code="district_news")
    source = home.applications.get()
    EnrollmentPeriod.objects.filter(person=person).delete()
    HouseholdPeriod.objects.filter(household=home).delete()
    day = FIRST
    for number, (gap, length, dong, runs_on) in enumerate(steps):
        starts = day + timedelta(days=gap)
        day = starts + timedelta(days=length)
        is_open = runs_on and number == len(steps) - 1
        ending = {"ends_on": None} if is_open else {"ends_on": day, "ended_reason": "withdrawn"}
        EnrollmentPeriod.objects.create(
            person=person, service=service, starts_on=starts, source=source, **ending
        )
        HouseholdPeriod.objects.create(
            household=home, dong_id=dong, place="library", starts_on=starts, **ending
        )


histories = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(1, 15), st.sampled_from(["1120056000", OTHER_DONG]), st.booleans()
    ),
    max_size=3,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=histories, second=histories)
def test_whatever_the_histories_a_merge_counts_once_and_a_split_restores_the_rates(db, first, second):
    one, two = homes()
    write_history(one, first)
    write_history(two, second)
    spells = [list(HouseholdPeriod.objects.filter(household=home)) for home in (one, two)]
    before, counted = everything(), figures()
    outside = [
        HouseholdPeriod.objects.exclude(household__in=(one, two))
        .filter(starts_on__lte=day, ends_on=None)
        .count()
        for day in DAYS
    ]
    merge = merge_households(keep=one, absorb=two, by=None)
    for day, others in zip(DAYS, outside, strict=True):
        either = any(
            spell.starts_on <= day and (spell.ends_on is None or day < spell.ends_on)
            for own in spells
            for spell in own
        )
        assert rates_on(day, DISTRICT).district.enrolled_households == others + either
    split_households(merge=merge, by=None)
    assert figures() == counted
    assert everything() == before
    HouseholdPeriod.with_voided.all().delete()
    # Rows of this example must not stand in the way of the next.
    Household.objects.update(closed_on=date(2026, 3, 1))


def test_merges_are_taken_back_in_reverse_order():
    one, two = homes()
    three = enroll(name="최사아", road_address="성동구 고산자로 272").application.household
    before = everything()
    first = merge_households(keep=one, absorb=two, by=None)
    second = merge_households(keep=three, absorb=one, by=None)
    assert set(daily_totals(date(2026, 1, 5), date(2026, 2, 1)).values()) == {1}
    with pytest.raises(ValidationError):
        split_households(merge=first, by=None)
    split_households(merge=second, by=None)
    split_households(merge=first, by=None)
    assert everything() == before


def test_a_closed_or_absorbed_household_is_not_merged_again():
    one, two = homes()
    merge_households(keep=one, absorb=two, by=None)
    with pytest.raises(ValidationError):
        merge_households(keep=one, absorb=two, by=None)
    with pytest.raises(ValidationError):
        merge_households(keep=one, absorb=one, by=None)


def test_a_merged_household_has_one_head_and_a_split_gives_the_other_back():
    one, two = homes()
    merge = merge_households(keep=one, absorb=two, by=None)
    assert sorted(one.people.values_list("name", "relation")) == [("김가나", "head"), ("박다라", "other")]
    split_households(merge=merge, by=None)
    assert two.people.get().relation == "head"


def test_whoever_joins_under_another_name_is_no_second_head():
    one, _two = homes()
    waiting = enroll(name="김가너", road_address=one.road_address).waiting
    join(waiting=waiting, home=one, by=None)
    assert sorted(one.people.values_list("name", "relation")) == [("김가나", "head"), ("김가너", "other")]


def test_a_merge_taken_back_after_both_joined_another_household_parts_the_past_alone():
    one, two = homes()
    there = enroll(name="최바사", head_name="김가나", relation="other", road_address="성동구 왕십리로 5")
    there = there.application.household
    merge = merge_households(keep=one, absorb=two, by=None)
    to = NewHome(
        dong=one.dong, road_address=there.road_address, address_detail=there.address_detail,
        head_name="김가나",
    )  # fmt: skip
    move_within(household=one, to=to, on=timezone.localdate(), proof=Proof(), by=None)
    split_households(merge=merge, by=None)
    two.refresh_from_db()
    assert (two.closed_on, two.merged_into) == (timezone.localdate(), None)
    assert Household.objects.get(closed_on=None) == there
    assert sorted(there.people.values_list("name", flat=True)) == ["김가나", "박다라", "최바사"]
    past, today = date(2026, 2, 1), timezone.localdate()
    assert [rates_on(day, DISTRICT).district.enrolled_households for day in (past, today)] == [3, 1]
