"""Whoever waits for a merge or a move to end acts on the person where the person is then."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from enrollment.domain.contact import change_contact
from enrollment.domain.household import lock
from enrollment.domain.leave import leave_person
from enrollment.domain.merge import merge_households
from enrollment.domain.move_member import move_member
from enrollment.domain.proof import Proof
from enrollment.domain.reverse import reverse
from enrollment.domain.services import set_services
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ConsentPurpose, EndReason, ReversalSource
from enrollment.models import Application, Dong, EnrollmentPeriod, Household, HouseholdPeriod, Person
from tests.enrollment.domain.test_move import PAPER, family, home
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

ONLINE = Proof(evidence={"session": "abc"})


def two_households() -> tuple[Application, Application]:
    one = enroll(name="김가나", road_address="성동구 고산자로 270").application
    two = enroll(name="박다라", road_address="성동구 고산자로 990", birth_date=date(1970, 1, 1)).application
    return one, two


def running_homes() -> list[int]:
    return list(HouseholdPeriod.objects.filter(ends_on=None).values_list("household_id", flat=True))


def leaving(person: Person) -> None:
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=ONLINE, by=None)


def withdrawing(person: Person) -> None:
    withdraw_consent(
        person=person, purpose=ConsentPurpose.ENROLLMENT, on=timezone.localdate(), proof=ONLINE, by=None
    )


@pytest.mark.parametrize("end", [leaving, withdrawing])
def test_a_reader_who_leaves_during_a_merge_leaves_the_merged_household(end):
    one, two = two_households()
    leaving(one.person)
    person = Person.objects.select_related("household").get(pk=two.person_id)
    with meanwhile(lambda: end(person)):
        merge_households(keep=one.household, absorb=two.household, by=None)
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()
    assert running_homes() == []


def test_a_reversal_during_a_merge_leaves_no_household_without_people():
    one, two = two_households()
    leaving(one.person)
    application = Application.objects.get(pk=two.pk)
    with meanwhile(lambda: reverse(application=application, source=ReversalSource.LINK)):
        merge_households(keep=one.household, absorb=two.household, by=None)
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()
    assert running_homes() == []


def test_a_household_that_moved_meanwhile_is_held_where_it_is_now():
    household, held = family(), []
    other = Dong.objects.filter(district=household.dong.district).exclude(pk=household.dong_id).first()

    def hold():
        with transaction.atomic():
            held.append(lock(household.pk).dong)

    with meanwhile(hold):
        Household.objects.filter(pk=household.pk).update(dong=other)
    assert held == [other]


def test_services_and_a_contact_changed_during_a_move_are_the_persons():
    household = family()
    family("홍나나", relation="child", services=("district_news", "opinion_poll"))
    child = Person.objects.get(name="홍나나")
    clerk = UserFactory()

    def change():
        set_services(person=child, codes=["district_news"], on=timezone.localdate(), proof=PAPER, by=clerk)
        change_contact(person=child, kind="mobile", value="01000000777", proof=PAPER, by=clerk)

    with meanwhile(change):
        move_member(
            person=Person.objects.get(pk=child.pk), to=home(head_name="홍나나"), on=timezone.localdate(),
            proof=PAPER, by=clerk,
        )  # fmt: skip
    child.refresh_from_db()
    assert child.household_id != household.pk
    assert child.contacts.get(kind="mobile", ended_at=None).value == "01000000777"
    running = EnrollmentPeriod.objects.filter(person=child, ends_on=None)
    assert list(running.values_list("service__code", flat=True)) == ["district_news"]
    assert set(running_homes()) == {household.pk, child.household_id}
    assert Household.objects.filter(closed_on=None).count() == 2
