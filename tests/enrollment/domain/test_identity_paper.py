"""A paper form with another number: the owner of the former one learns of it and may take it back."""

import pytest
from django.utils import timezone

from enrollment.domain import claim, reverse
from enrollment.domain.merge import merge_households
from enrollment.enums import ReversalSource
from enrollment.models import Application, EnrollmentPeriod, Person
from enrollment.queries.consents import given_purposes
from notices.models import Subscription
from portal.accounts.enums import RoleCode
from portal.accounts.residents import find_by_contact
from tests.enrollment.domain.identities import (
    OTHER,
    OWN,
    STRANGER,
    on_paper,
    online,
    open_numbers,
    person_of,
    redeem,
)
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA

pytestmark = pytest.mark.django_db


def test_the_former_number_learns_of_a_paper_form_and_may_say_no(sent):
    person = person_of(online(name="가나다", mobile=OWN).application)
    sent.clear()
    form = on_paper(name="가나다", mobile=STRANGER, day=timezone.localdate())
    assert form.person_id == person.pk
    told = [message for message in sent if message["purpose"] == "contact_changed"]
    assert [message["address"] for message in told] == [OWN]
    assert "/r/" in told[0]["text"]
    assert form.receipt_no in told[0]["text"]


def test_the_owner_still_signs_in_and_takes_the_form_back():
    person = person_of(online(name="가나다", mobile=OWN).application)
    form = on_paper(name="가나다", mobile=STRANGER, day=timezone.localdate())
    assert find_by_contact("mobile", OWN) == person.user
    reverse.reverse(application=form, source=ReversalSource.LINK)
    assert open_numbers(person) == [OWN]
    assert find_by_contact("mobile", OWN) == person.user


def test_a_replaced_number_signs_in_no_more_once_the_new_one_is_confirmed(sent):
    person = person_of(online(name="가나다", mobile=OWN).application)
    on_paper(name="가나다", mobile=OTHER, day=timezone.localdate())
    redeem(person, OTHER, sent, staff(RoleCode.DONG_STAFF, OWN_AREA), keeps_account=True)
    assert find_by_contact("mobile", OWN) is None
    assert find_by_contact("mobile", OTHER) == Person.objects.get(pk=person.pk).user


def test_who_took_over_by_a_forged_form_loses_the_record_with_it():
    person = person_of(on_paper(name="가나다", mobile=OWN))
    form = on_paper(name="가나다", mobile=STRANGER, day=timezone.localdate())
    assert claim.claim_alone("mobile", STRANGER) is not None
    reverse.reverse(application=form, source=ReversalSource.LINK)
    person.refresh_from_db()
    assert person.user is None
    assert claim.claim_alone("mobile", OWN) == Person.objects.get(pk=person.pk).user


# "I did not apply" after a merge
def test_a_false_form_of_a_joined_record_is_taken_back_from_the_person_in_use():
    few = {"enrollment": True, "public_info": True, "e_notice": False, "poll": False, "promotional": False}
    true = on_paper(name="김가나", mobile=OWN, topics=("culture",), consents=few)
    false = on_paper(
        name="김가나", head_name="박다라", relation="other", mobile=STRANGER, topics=("health",),
        road_address="성동구 왕십리로 990", services=("district_news",),
    )  # fmt: skip
    person = true.person
    before = given_purposes(person)
    merge_households(keep=true.household, absorb=false.household, by=None)
    assert open_numbers(person) == [STRANGER]
    reverse.reverse(application=Application.objects.get(pk=false.pk), source=ReversalSource.LINK)
    assert open_numbers(person) == [OWN]
    assert given_purposes(person) == before
    topics = Subscription.objects.filter(ends_at=None).values_list("person_id", "topic__code")
    assert list(topics) == [(person.pk, "culture")]
    running = EnrollmentPeriod.objects.filter(ends_on=None)
    assert set(running.values_list("person_id", "source_id")) == {(person.pk, true.pk)}


def test_after_a_merge_the_only_true_form_may_be_the_absorbed_ones():
    """The kept record is the false one: what stands is the absorbed person's, at the number of that form."""
    false = on_paper(
        name="김가나", head_name="박다라", relation="other", mobile=STRANGER, topics=("health",),
        road_address="성동구 왕십리로 990",
    )  # fmt: skip
    true = on_paper(name="김가나", mobile=OWN, topics=("culture",))
    merge_households(keep=false.household, absorb=true.household, by=None)
    reverse.reverse(application=Application.objects.get(pk=false.pk), source=ReversalSource.LINK)
    person = false.person
    assert open_numbers(person) == [OWN]
    assert "public_info" in given_purposes(person)
    running = EnrollmentPeriod.objects.filter(ends_on=None)
    assert set(running.values_list("person_id", "source_id")) == {(person.pk, true.pk)}
