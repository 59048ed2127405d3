"""What a check of a document at the desk repairs, and what is kept of the invitation."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain import claim
from enrollment.domain.destroy import destroy_due
from enrollment.models import ClaimInvitation, Person
from portal.accounts.enums import RoleCode
from portal.accounts.residents import find_by_contact
from tests.enrollment.domain.identities import (
    OTHER,
    OWN,
    STRANGER,
    leave,
    on_paper,
    online,
    person_of,
    redeem,
)
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA

pytestmark = pytest.mark.django_db


def test_an_identity_check_parts_the_person_from_a_strangers_account(sent):
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    victim = person_of(on_paper(name="피해자", mobile=STRANGER))
    strangers = claim.claim_alone("mobile", STRANGER)
    own = {"road_address": "성동구 왕십리로 5", "birth_date": date(1970, 1, 1)}
    stranger = person_of(online(name="남의이", mobile=STRANGER, **own).application)
    assert stranger.user == strangers
    account = redeem(victim, OWN, sent, clerk)
    victim.refresh_from_db()
    assert victim.user == account != strangers
    assert list(account.people.all()) == [victim]
    assert list(strangers.people.all()) == [stranger]
    assert find_by_contact("mobile", STRANGER) == strangers


def test_an_account_nobody_is_left_in_is_shut(sent):
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    victim = person_of(on_paper(name="피해자", mobile=STRANGER))
    strangers = claim.claim_alone("mobile", STRANGER)
    redeem(victim, OWN, sent, clerk)
    strangers.refresh_from_db()
    assert not strangers.is_active
    assert find_by_contact("mobile", STRANGER) is None


def test_a_family_keeps_its_account_when_the_clerk_says_so(sent):
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    head = person_of(online(name="홍길동", mobile=OWN).application)
    child = person_of(
        online(
            name="홍하나", head_name="홍길동", relation="child", birth_date=date(2001, 1, 1), mobile=OWN
        ).application
    )
    assert redeem(head, OTHER, sent, clerk, keeps_account=True) == child.user
    assert find_by_contact("mobile", OTHER) == child.user


# Several at one phone
def twins() -> tuple[Person, Person]:
    first = on_paper(name="하늘큰", birth_date=date(2000, 1, 2), mobile=OWN)
    elsewhere = {"road_address": "성동구 왕십리로 5", "birth_date": date(2000, 1, 2)}
    second = on_paper(name="바다작은", mobile=OWN, **elsewhere)
    return person_of(first), person_of(second)


def test_two_of_one_birth_date_are_asked_who_they_are():
    first, second = twins()
    assert claim.claim_alone("mobile", OWN) is None
    account = claim.claim_by_birth_date("mobile", OWN, birth_date=date(2000, 1, 2), name="바다 작은")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.user, second.user) == (None, account)


def test_a_birth_date_with_another_name_opens_nothing():
    twins()
    with pytest.raises(ValidationError) as error:
        claim.claim_by_birth_date("mobile", OWN, birth_date=date(2000, 1, 2), name="구름같은")
    assert set(error.value.error_dict) == {"birth_date"}
    assert not Person.objects.exclude(user=None).exists()


# What is kept
def test_the_number_of_an_invitation_goes_with_the_person(sent):
    person = person_of(on_paper(name="가나다", mobile=OWN))
    claim.invite(
        application=person.applications.get(), mobile=OTHER, document="resident_card",
        by=staff(RoleCode.DONG_STAFF, OWN_AREA),
    )  # fmt: skip
    leave(person)
    destroy_due(today=timezone.localdate() + timedelta(days=4000))
    assert not ClaimInvitation.objects.exists()


def test_a_spent_invitation_is_forgotten_after_a_month(sent):
    person = person_of(on_paper(name="가나다", mobile=OWN))
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    redeem(person, OTHER, sent, clerk)
    claim.forget_old_invitations(now=timezone.now() + timedelta(days=29))
    assert ClaimInvitation.objects.count() == 1
    claim.forget_old_invitations(now=timezone.now() + timedelta(days=31))
    assert not ClaimInvitation.objects.exists()
