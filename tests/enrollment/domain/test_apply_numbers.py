"""What an application does to numbers on file and to the accounts they open."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from enrollment.domain.contact import change_contact
from enrollment.domain.online import apply_online
from enrollment.domain.proof import Proof
from enrollment.enums import (
    ApplicationMethod,
    ContactKind,
    ContactState,
    MatchReason,
)
from enrollment.models import (
    Application,
    ContactPoint,
    Person,
)
from portal.accounts.residents import find_by_contact
from tests.enrollment.domain.members import PAPER, member
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import application_form, enroll

pytestmark = pytest.mark.django_db


def test_nobody_redirects_a_known_persons_notices_online():
    person = member("홍길동", mobile="01000000001").application.person
    answer = member("홍길동", mobile="01000000002")
    assert answer.application is None
    assert answer.waiting.reasons == [MatchReason.OTHER_NUMBER]
    assert person.contacts.get(kind=ContactKind.MOBILE).value == "01000000001"
    assert Application.objects.count() == 1


def test_a_clerk_may_change_the_number_and_the_old_one_stays_as_history():
    person = member("홍길동", mobile="01000000001").application.person
    member("홍길동", mobile="01000000002", by=UserFactory(), intake_changes=PAPER)
    contacts = person.contacts.filter(kind=ContactKind.MOBILE).order_by("id")
    assert [(c.value, c.state, c.ended_at is None, c.verified_at is None) for c in contacts] == [
        ("01000000001", ContactState.REPLACED, False, False),
        ("01000000002", ContactState.ACTIVE, True, True),
    ]


def confirmed_online(**changes) -> Person:
    """A person who enrolled online by text message, with an account."""
    accepted = apply_online(
        form=application_form(email="", channels=("sms",), **changes),
        confirmed_kinds=frozenset({"mobile"}),
        guardian_confirmed=False,
        submission_key=uuid4(),
    )
    return accepted.application.person


def move_to(number: str, person: Person) -> None:
    home = {"road_address": person.household.road_address, "head_name": person.household.head_name}
    on_paper = {**PAPER, "collected_on": timezone.localdate()}
    enroll(name=person.name, **home, mobile=number, email="", channels=("sms",), intake_changes=on_paper)


def give_up_for(number: str, person: Person) -> None:
    proof = Proof(method=ApplicationMethod.PAPER, form_no="C-1")
    change_contact(person=person, kind="mobile", value=number, proof=proof, by=UserFactory())


def test_a_number_on_a_paper_form_takes_nobodys_account_away():
    person = confirmed_online(mobile="01000000001")
    move_to("01000000002", person)
    assert find_by_contact("mobile", "01000000001") == person.user
    assert find_by_contact("mobile", "01000000002") is None


def test_a_number_given_up_opens_the_account_no_more():
    person = confirmed_online(mobile="01000000001")
    give_up_for("01000000002", person)
    assert find_by_contact("mobile", "01000000001") is None
    stranger = confirmed_online(mobile="01000000001")
    assert stranger.user != person.user


def test_a_number_the_family_still_uses_keeps_opening_the_account():
    person = confirmed_online(mobile="01000000001")
    relative = confirmed_online(mobile="01000000001")
    assert relative.user == person.user
    give_up_for("01000000002", person)
    assert find_by_contact("mobile", "01000000001") == person.user


def test_a_form_collected_before_the_last_one_does_not_bring_an_old_number_back():
    person = member("홍길동", mobile="01000000001", email="", channels=("sms",)).application.person
    earlier = {**PAPER, "collected_on": date(2026, 1, 4)}
    member("홍길동", mobile="01000000002", email="hong@example.kr", intake_changes=earlier)
    assert {c.kind: c.value for c in person.contacts.filter(ended_at=None)} == {
        "mobile": "01000000001",
        "email": "hong@example.kr",
    }


def test_confirming_a_number_from_paper_marks_it_confirmed():
    person = member("홍길동", mobile="01000000001", intake_changes=PAPER).application.person
    assert person.contacts.get(kind=ContactKind.MOBILE).verified_at is None
    member("홍길동", mobile="01000000001")
    assert person.contacts.get(kind=ContactKind.MOBILE).verified_at is not None


def test_contacts_are_found_by_their_blind_index_only():
    enroll(mobile="01000000001")
    contact = ContactPoint.objects.get(kind="mobile", index=ContactPoint.index_of("mobile", "01000000001"))
    assert contact.value == "01000000001"
    stored = (
        ContactPoint.objects.filter(pk=contact.pk).extra(select={"raw": "value"}).values("raw").get()["raw"]
    )
    assert b"01000000001" not in bytes(stored)
