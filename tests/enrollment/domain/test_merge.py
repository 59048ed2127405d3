"""Merging and splitting: rates count one household at any date, and splitting restores exactly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_person
from enrollment.domain.match import Verdict, match
from enrollment.domain.merge import merge_households, merge_people, split_households, split_people
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.domain.review import join
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
    Service,
)
from enrollment.queries.consents import given_purposes
from enrollment.queries.rates import rates_on
from notices.models import Delivery, DirectMessage, Subscription
from tests.factories.enrollment import application_form, enroll
from tests.factories.rates import daily_totals
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

DISTRICT = "1120000000"
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=offset) for offset in range(0, 60, 3)]
OTHER_DONG = "1120057000"


def homes():
    """One household kept as two: the head is spelled two ways."""
    one = enroll(name="김가나", road_address="성동구 고산자로 270").application.household
    two = enroll(name="박다라", road_address="성동구 고산자로 271").application.household
    return one, two


def figures(days=DAYS):
    """What every page about rates stands on."""
    found = [rates_on(day, DISTRICT) for day in days]
    return (
        [rate.district.enrolled_households for rate in found],
        [[(r.group, r.enrolled_households) for r in (*rate.by_dong, *rate.by_place)] for rate in found],
        daily_totals(days[0], days[-1]),
    )


def everything():
    """The rows a merge touches, as they stand for figures and messages."""
    return {
        "people": sorted(Person.objects.values_list("id", "household_id", "merged_into_id", "user_id")),
        "homes": sorted(Household.objects.values_list("id", "closed_on", "merged_into_id", "tong_id")),
        "applications": sorted(Application.objects.values_list("id", "household_id", "person_id")),
        "contacts": sorted(
            ContactPoint.objects.filter(ended_at=None).values_list("person_id", "kind", "index", "state")
        ),
        "services": sorted(
            EnrollmentPeriod.objects.filter(ends_on=None).values_list("person_id", "service_id", "starts_on")
        ),
        "topics": sorted(
            Subscription.objects.filter(ends_at=None).values_list("person_id", "topic_id", "channel")
        ),
        "spells": sorted(
            HouseholdPeriod.objects.values_list(
                "household_id", "dong_id", "place", "starts_on", "ended_reason"
            )
        ),
    }


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


def twins():
    """One person known twice: in two households, with another number and another topic."""
    same = {"name": "김가나", "birth_date": date(1980, 3, 4), "email": ""}
    first = enroll(
        **same,
        road_address="성동구 고산자로 270",
        mobile="01000000001",
        topics=("culture",),
        channels=("sms",),
    ).application
    second = enroll(
        **same, road_address="성동구 왕십리로 9", mobile="01000000002", topics=("culture", "health"),
        channels=("sms",), services=("district_news", "opinion_poll"),
    ).application  # fmt: skip
    return first.person, second.person


def test_one_person_known_twice_becomes_one_and_is_written_to_once():
    kept, other = twins()
    merge_households(keep=kept.household, absorb=other.household, by=None)
    open_rows = Subscription.objects.filter(ends_at=None)
    assert set(open_rows.values_list("person_id", "topic__code")) == {
        (kept.pk, "culture"),
        (kept.pk, "health"),
    }
    mobiles = ContactPoint.objects.filter(ended_at=None, kind="mobile")
    assert [(contact.person_id, contact.value) for contact in mobiles] == [(kept.pk, "01000000002")]
    running = EnrollmentPeriod.objects.filter(ends_on=None)
    assert set(running.values_list("person_id", "service__code")) == {
        (kept.pk, "district_news"), (kept.pk, "opinion_poll")
    }  # fmt: skip


def test_splitting_gives_both_people_back_what_they_had():
    kept, other = twins()
    before = everything()
    split_households(merge=merge_households(keep=kept.household, absorb=other.household, by=None), by=None)
    assert everything() == before


def test_what_the_person_ended_while_one_stays_ended_after_the_split():
    kept, other = twins()
    merge = merge_households(keep=kept.household, absorb=other.household, by=None)
    leave_person(person=kept, reason="withdrawn", on=timezone.localdate(), proof=Proof(), by=None)
    split_households(merge=merge, by=None)
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()
    assert not HouseholdPeriod.objects.filter(ends_on=None).exists()
    assert not Subscription.objects.filter(ends_at=None).exists()
    assert not ContactPoint.objects.filter(ended_at=None).exists()


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


def test_two_spellings_of_one_member_are_merged_and_parted_by_hand():
    home = enroll(name="김가나").application.household
    same_home = {"road_address": home.road_address, "address_detail": home.address_detail}
    enroll(name="김가너", head_name="김가나", relation="other", **same_home)
    first, second = home.people.order_by("id")
    before = everything()
    merge = merge_people(keep=first, absorb=second, by=None)
    assert (
        match(application_form(name="김가너", head_name="김가나", relation="other", **same_home)).person_id
        == first.pk
    )
    split_people(merge=merge, by=None)
    assert everything() == before


def test_the_later_answer_holds_for_both_records_and_goes_back():
    kept, other = twins()
    latest = Consent.objects.filter(person=other, purpose="poll").latest("id")
    Consent.objects.create(
        person=other, text=latest.text, purpose="poll", given=False, method="paper", at=latest.at
    )
    merge = merge_people_of(kept, other)
    assert "poll" not in given_purposes(kept)
    split_households(merge=merge, by=None)
    assert "poll" in given_purposes(kept)
    assert "poll" not in given_purposes(other)


def merge_people_of(kept, other):
    return merge_households(keep=kept.household, absorb=other.household, by=None)


def test_what_is_queued_for_both_records_of_a_person_is_sent_once():
    kept, other = twins()
    both, one = approved_campaign(), approved_campaign(topic="health")
    stays, stops = queued(both, kept), queued(both, other)
    passes = queued(one, other)
    merge_people_of(kept, other)
    for row in (stays, stops, passes):
        row.refresh_from_db()
    assert (stays.state, stops.state, stops.reason) == ("queued", "withdrawn", "merged")
    assert (passes.state, passes.person, passes.contact.person) == ("queued", kept, kept)


def queued(campaign, person) -> Delivery:
    contact = ContactPoint.objects.get(person=person, kind="mobile", ended_at=None)
    return Delivery.objects.create(
        campaign=campaign, person=person, contact=contact, channel="sms", queued_at=timezone.now()
    )


def test_data_of_a_record_that_was_joined_are_destroyed_with_the_one_in_use(settings):
    kept, other = twins()
    merge_people_of(kept, other)
    leave_person(person=kept, reason="withdrawn", on=timezone.localdate(), proof=Proof(), by=None)
    far = timezone.localdate() + timedelta(days=settings.RETENTION_DAYS_AFTER_LEAVING + 2)
    destroy_due(today=far)
    assert list(Person.objects.filter(erased_at=None)) == []
    assert list(Household.objects.exclude(head_name="")) == []


def test_a_confirmed_number_stays_before_a_later_one_and_both_sides_learn_of_it():
    kept, other = twins()
    ContactPoint.objects.filter(person=other).update(verified_at=None)
    DirectMessage.objects.all().delete()
    merge_households(keep=kept.household, absorb=other.household, by=None)
    mobiles = ContactPoint.objects.filter(ended_at=None, kind="mobile")
    assert [(contact.person_id, contact.value) for contact in mobiles] == [(kept.pk, "01000000001")]
    assert [message.address for message in DirectMessage.objects.all()] == ["01000000002"]


def test_a_later_number_as_good_as_the_former_replaces_it_and_the_former_is_told():
    kept, other = twins()
    DirectMessage.objects.all().delete()
    merge_households(keep=kept.household, absorb=other.household, by=None)
    assert [message.address for message in DirectMessage.objects.all()] == ["01000000001"]


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
