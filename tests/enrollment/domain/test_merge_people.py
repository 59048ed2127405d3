"""One person known twice becomes one, is written to once, and gets both records back after a split."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_person
from enrollment.domain.match import match
from enrollment.domain.merge import merge_households, merge_people, split_households, split_people
from enrollment.domain.proof import Proof
from enrollment.models import (
    Consent,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
)
from enrollment.queries.consents import given_purposes
from notices.models import Delivery, DirectMessage, Subscription
from tests.enrollment.domain.merges import everything, twins
from tests.factories.enrollment import application_form, enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db


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
