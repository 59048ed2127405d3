"""A new contact takes over, the former one is told, and signing in follows."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.contact import change_contact, mark_dead
from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ContactKind, ContactState, EndReason
from enrollment.models import Change, ContactPoint
from enrollment.queries.claim import is_claimable
from notices.models import DirectMessage
from portal.accounts.models import SignInHandle
from portal.accounts.residents import find_by_contact, resident_account
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

OLD, NEW = "01000001111", "01000002222"
PAPER = Proof(method=ApplicationMethod.PAPER, form_no="K-1", note="신분증 확인")


@pytest.fixture
def person():
    person = enroll(mobile=OLD, email="old@example.kr").application.person
    person.user = resident_account(contacts={"mobile": OLD, "email": "old@example.kr"}, name=person.name)
    person.save()
    DirectMessage.objects.all().delete()
    return person


def change(person, value=NEW, kind=ContactKind.MOBILE, proof=None, by=None) -> Change | None:
    return change_contact(person=person, kind=kind, value=value, proof=proof or Proof(), by=by)


def test_the_new_contact_holds_and_the_old_one_is_history(person):
    done = change(person)
    rows = ContactPoint.objects.filter(person=person, kind="mobile").order_by("id")
    assert [(row.value, row.state, bool(row.ended_at)) for row in rows] == [
        (OLD, ContactState.REPLACED, True),
        (NEW, ContactState.ACTIVE, False),
    ]
    assert rows[1].verified_at is not None
    assert done.evidence["contact"] == "mobile"


def test_the_old_address_is_told_too(person):
    done = change(person)
    told = {message.address: message.text for message in DirectMessage.objects.all()}
    assert set(told) == {OLD, NEW, "old@example.kr"}
    assert all(done.receipt_no in text for text in told.values())
    assert NEW not in "".join(told.values())
    assert len(told[OLD].encode("cp949")) <= 90


def test_signing_in_follows(person):
    change(person)
    assert find_by_contact("mobile", NEW) == person.user
    assert find_by_contact("mobile", OLD) is None
    assert find_by_contact("email", "old@example.kr") == person.user


def test_a_desk_change_waits_for_the_person_to_confirm_before_it_signs_in(person):
    change(person, proof=PAPER, by=UserFactory())
    assert ContactPoint.objects.get(person=person, kind="mobile", ended_at=None).verified_at is None
    assert not SignInHandle.objects.filter(kind="mobile").exists()


def test_what_signs_in_to_another_account_is_refused_online(person):
    other = resident_account(contacts={"mobile": NEW}, name="다른사람")
    with pytest.raises(ValidationError, match="다른 계정"):
        change(person)
    assert find_by_contact("mobile", NEW) == other
    assert not Change.objects.exists()


def test_the_same_contact_changes_nothing(person):
    assert change(person, value=OLD) is None
    assert not DirectMessage.objects.exists()


def test_who_left_is_refused(person):
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=Proof(), by=None)
    with pytest.raises(ValidationError, match="탈퇴"):
        change(person)


def test_a_dead_contact_signs_nobody_in(person):
    contact = person.contacts.get(kind="mobile")
    assert mark_dead(contact_ids=[contact.pk], reason="gateway", by=None) == 1
    assert find_by_contact("mobile", OLD) is None
    assert find_by_contact("email", "old@example.kr") == person.user


def test_a_dead_contact_claims_no_record(person):
    person.user = None
    person.save()
    assert is_claimable("mobile", OLD)
    mark_dead(contact_ids=[person.contacts.get(kind="mobile").pk], reason="gateway", by=None)
    assert not is_claimable("mobile", OLD)


def test_a_number_dead_for_one_still_signs_in_who_is_reached_by_it(person):
    other = enroll(mobile=OLD, email="", channels=("sms",)).application.person
    other.user = person.user
    other.save()
    mark_dead(contact_ids=[person.contacts.get(kind="mobile").pk], reason="gateway", by=None)
    assert find_by_contact("mobile", OLD) == person.user
    mark_dead(contact_ids=[other.contacts.get(kind="mobile").pk], reason="gateway", by=None)
    assert find_by_contact("mobile", OLD) is None


def test_the_number_typed_anew_and_confirmed_signs_in_again(person):
    mark_dead(contact_ids=[person.contacts.get(kind="mobile").pk], reason="gateway", by=None)
    change(person, value=OLD)
    assert find_by_contact("mobile", OLD) == person.user
