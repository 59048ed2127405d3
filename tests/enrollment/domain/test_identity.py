"""Whose record it is: what somebody who knows a name, a birth date and an address cannot do with them."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.domain import claim, reverse, review
from enrollment.domain.apply import Accepted
from enrollment.domain.contact import change_contact
from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_person
from enrollment.domain.merge import merge_households
from enrollment.domain.online import apply_online
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ContactKind, EndReason, MatchReason, ReversalSource
from enrollment.models import Application, ClaimInvitation, ContactPoint, EnrollmentPeriod, Person
from enrollment.queries.consents import given_purposes
from enrollment.queries.people import may_end_household
from notices.models import Subscription
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.residents import find_by_contact
from portal.common.signals import direct_message_requested
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import application_form, enroll

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
SMS = {"email": "", "channels": ("sms",)}
OWN, OTHER, STRANGER = "01000000001", "01000000002", "01000009999"


@pytest.fixture
def sent():
    messages = []

    def remember(sender, **message):
        messages.append(message)

    direct_message_requested.connect(remember)
    yield messages
    direct_message_requested.disconnect(remember)


def online(**changes) -> Accepted:
    return apply_online(
        form=application_form(**{**HOME, **SMS, **changes}),
        confirmed_kinds=frozenset(ContactKind.values),
        guardian_confirmed="guardian" in changes,
        submission_key=uuid.uuid4(),
    )


def paper_clerk() -> User:
    found = User.objects.filter(email="clerk@example.kr").first()
    return found or staff(RoleCode.DONG_STAFF, OWN_AREA, email="clerk@example.kr")


def on_paper(**changes) -> Application:
    day = changes.pop("day", date(2026, 1, 5))
    intake = {"method": ApplicationMethod.PAPER, "collected_on": day}
    return enroll(by=paper_clerk(), intake_changes=intake, **{**HOME, **SMS, **changes}).application


def person_of(application: Application) -> Person:
    return Person.objects.get(pk=application.person_id)


def open_numbers(person: Person) -> list[str]:
    return [point.value for point in person.contacts.filter(kind=ContactKind.MOBILE, ended_at=None)]


def leave(person: Person) -> None:
    leave_person(
        person=person,
        reason=EndReason.WITHDRAWN,
        on=timezone.localdate(),
        proof=Proof(method=ApplicationMethod.PAPER, form_no="W-1"),
        by=paper_clerk(),
    )


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


# The desk's remedy


def redeem(person: Person, mobile: str, sent: list, clerk, **choices) -> User:
    application = person.applications.order_by("id").first()
    claim.invite(application=application, mobile=mobile, document="resident_card", by=clerk, **choices)
    code = re.search(r"/claim/(\w{10})/", sent[-1]["text"])[1]
    return claim.redeem(code=code)


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


# A paper form with another number


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
