"""Whose record it is: what somebody who knows a name, a birth date and an address cannot do with them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.domain import reverse, review
from enrollment.domain.contact import change_contact
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, MatchReason, ReversalSource
from enrollment.models import ContactPoint
from enrollment.queries.people import may_end_household
from portal.accounts.enums import RoleCode
from portal.accounts.residents import find_by_contact
from tests.enrollment.domain.identities import (
    OTHER,
    OWN,
    STRANGER,
    leave,
    on_paper,
    online,
    open_numbers,
    paper_clerk,
    person_of,
    redeem,
)
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA

pytestmark = pytest.mark.django_db


# Applying again
def test_nobody_takes_the_account_of_somebody_who_left():
    victim = person_of(online(name="가나다", mobile=OWN).application)
    leave(victim)
    attack = online(name="가나다", mobile=STRANGER)
    assert attack.application is None
    assert attack.waiting.reasons == [MatchReason.OTHER_NUMBER]
    assert find_by_contact("mobile", STRANGER) is None
    assert open_numbers(victim) == []


def test_nobody_takes_the_record_of_somebody_who_left_without_an_account():
    victim = person_of(on_paper(name="가나다", mobile=OWN))
    leave(victim)
    assert online(name="가나다", mobile=STRANGER).waiting is not None


def test_who_left_comes_back_with_the_own_number():
    person = person_of(online(name="가나다", mobile=OWN).application)
    leave(person)
    again = online(name="가나다", mobile=OWN)
    assert again.application.person == person
    assert open_numbers(person) == [OWN]
    assert find_by_contact("mobile", OWN) == person.user


def test_an_application_adds_no_number_to_an_account_it_did_not_open():
    """A slip of a clerk made a stranger's number the contact: the account stays shut to it."""
    victim = person_of(online(name="가나다", mobile=OWN).application)
    on_paper(name="가나다", mobile=STRANGER, day=timezone.localdate())
    assert online(name="가나다", mobile=STRANGER).waiting is not None
    assert find_by_contact("mobile", STRANGER) is None
    assert find_by_contact("mobile", OWN) == victim.user


def test_another_number_is_answered_as_any_doubt_is():
    """No word tells whether somebody is enrolled: it is received, numbered and looked at."""
    online(name="가나다", mobile=OWN)
    answer = online(name="가나다", mobile=STRANGER)
    assert answer.receipt_no == answer.waiting.receipt_no


def test_the_desk_joins_it_only_once_the_number_is_the_persons(sent):
    victim = person_of(online(name="가나다", mobile=OWN).application)
    waiting = online(name="가나다", mobile=OTHER).waiting
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    with pytest.raises(ValidationError):
        review.join(waiting=waiting, home=victim.household, person=victim, by=clerk)
    with pytest.raises(ValidationError):
        review.open_new(waiting=waiting, by=clerk)
    redeem(victim, OTHER, sent, clerk)
    review.join(waiting=waiting, home=victim.household, person=victim, by=clerk)
    assert victim.applications.count() == 2


def test_a_forged_first_form_does_not_shut_the_true_person_out():
    forged = on_paper(name="가나다", mobile=STRANGER)
    reverse.reverse(application=forged, source=ReversalSource.LINK)
    assert online(name="가나다", mobile=OWN).application is not None


# The household of others
def test_a_stranger_who_names_himself_head_ends_nobody():
    spouse = person_of(online(name="이배우", head_name="홍길동", relation="spouse", mobile=OWN).application)
    waiting_or_joined = online(
        name="홍길동", head_name="홍길동", birth_date=date(1999, 9, 9), mobile=STRANGER
    )
    if waiting_or_joined.application is None:
        clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
        review.join(waiting=waiting_or_joined.waiting, home=spouse.household, by=clerk)
        waiting_or_joined.waiting.refresh_from_db()
        head = person_of(waiting_or_joined.waiting.application)
    else:
        head = person_of(waiting_or_joined.application)
    assert head.household == spouse.household
    assert not may_end_household(head)


def test_a_head_ends_a_household_whose_members_share_the_account():
    head = person_of(online(name="홍길동", mobile=OWN).application)
    child = online(
        name="홍하나", head_name="홍길동", relation="child", birth_date=date(2001, 1, 1), mobile=OWN
    )
    assert person_of(child.application).user == head.user
    assert may_end_household(head)


# A child
def child_of(phone: str) -> dict:
    born = timezone.localdate() - timedelta(days=3650)
    guardian = Guardian(name="홍길동", phone=phone, relation="parent")
    return {
        "name": "홍하나", "head_name": "홍길동", "relation": "child", "birth_date": born, "mobile": phone,
        "guardian": guardian,
    }  # fmt: skip


def test_a_child_confirms_no_consent_of_a_guardian_with_the_own_phone():
    with pytest.raises(ValidationError) as error:
        online(**child_of(OTHER))
    assert set(error.value.message_dict) == {"guardian_phone"}


def test_a_parent_who_applied_lends_the_phone():
    online(name="홍길동", birth_date=date(1980, 1, 1), mobile=OWN)
    accepted = online(**child_of(OWN))
    assert accepted.application.guardian_confirmed_at is not None


def test_another_child_of_the_household_lends_no_phone():
    online(name="홍둘", head_name="홍길동", relation="child", birth_date=date(2010, 1, 1), mobile=OWN)
    with pytest.raises(ValidationError):
        online(**child_of(OWN))


# Contacts
def test_a_desk_change_stops_the_former_number_at_once():
    person = person_of(online(name="가나다", mobile=OWN).application)
    proof = Proof(method=ApplicationMethod.PAPER, form_no="C-1")
    change_contact(person=person, kind="mobile", value=OTHER, proof=proof, by=paper_clerk())
    assert find_by_contact("mobile", OWN) is None
    assert ContactPoint.objects.filter(person=person, ended_at=None).get().value == OTHER
