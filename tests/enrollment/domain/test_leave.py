"""Leaving ends everything at once and dates it, tells the person, and keeps the past as it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.proof import Proof
from enrollment.domain.withdraw import means_leaving, withdraw_consent
from enrollment.enums import ApplicationMethod, ChangeKind, ConsentPurpose, EndReason
from enrollment.models import Change, Consent, ContactPoint, EnrollmentPeriod, HouseholdPeriod
from enrollment.queries.consents import given_purposes
from enrollment.queries.people import may_end_household
from enrollment.queries.rates import rates_on
from notices.enums import DeliveryState, StopReason, SubscriptionEnd
from notices.models import Delivery, DirectMessage, Subscription
from portal.accounts.models import User
from portal.common.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}
ONLINE = Proof(evidence={"session": "abc"})
DISTRICT = "1120000000"


def paper(**changes) -> Proof:
    return Proof(**{"method": ApplicationMethod.PAPER, "form_no": "W-1", "note": "신분증 확인", **changes})


def member(name: str, **changes):
    relation = "head" if name == "홍길동" else "child"
    return enroll(**{**HOME, "name": name, "relation": relation, **changes}).application.person


def queued(person, kind="public_info") -> Delivery:
    campaign = approved_campaign(kind=kind)
    return Delivery.objects.create(
        campaign=campaign,
        person=person,
        contact=person.contacts.get(kind="mobile", ended_at=None),
        channel="sms",
        queued_at=timezone.now(),
    )


def enrolled(day: date) -> int:
    return rates_on(day, DISTRICT).district.enrolled_households


def test_a_person_who_leaves_has_nothing_left_and_a_receipt():
    person, today = member("홍길동"), timezone.localdate()
    waiting, statutory = queued(person), queued(person, "statutory")
    change = leave_person(person=person, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    period = EnrollmentPeriod.objects.get(person=person)
    assert (period.ends_on, period.ended_reason) == (today, EndReason.WITHDRAWN)
    spell = HouseholdPeriod.objects.get(household=person.household)
    assert (spell.ends_on, spell.ended_reason) == (today, EndReason.WITHDRAWN)
    assert given_purposes(person) == set()
    assert not ContactPoint.objects.filter(person=person, ended_at=None).exists()
    assert set(Subscription.objects.values_list("reason", flat=True)) == {SubscriptionEnd.LEFT}
    for delivery in (waiting, statutory):
        delivery.refresh_from_db()
        assert (delivery.state, delivery.reason) == (DeliveryState.WITHDRAWN, StopReason.LEFT)
    assert change.receipt_no.startswith(str(today.year))
    assert AuditEvent.objects.filter(action="change.person_left", object_id=person.pk).count() == 1


def test_each_withdrawal_of_consent_is_a_row_with_its_evidence():
    person, clerk = member("홍길동"), UserFactory()
    given = Consent.objects.filter(person=person, given=True).count()
    change = leave_person(
        person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=paper(), by=clerk
    )
    rows = Consent.objects.filter(person=person, given=False)
    assert rows.count() == given == len(ConsentPurpose)
    assert {row.evidence["receipt_no"] for row in rows} == {change.receipt_no}
    assert {(row.evidence["form_no"], row.method, row.recorded_by) for row in rows} == {
        ("W-1", ApplicationMethod.PAPER, clerk)
    }


def test_the_person_is_told_at_the_contacts_they_had():
    person = member("홍길동", mobile="01000001111", email="gildong@example.kr")
    DirectMessage.objects.all().delete()
    change = leave_person(
        person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=ONLINE, by=None
    )
    told = {message.address: message.text for message in DirectMessage.objects.all()}
    assert set(told) == {"01000001111", "gildong@example.kr"}
    assert all(change.receipt_no in text for text in told.values())
    assert len(told["01000001111"].encode("cp949")) <= 90


def test_nobody_is_told_of_a_death_and_consents_are_not_called_withdrawn():
    person, clerk = member("홍길동"), UserFactory()
    DirectMessage.objects.all().delete()
    leave_person(person=person, reason=EndReason.DECEASED, on=timezone.localdate(), proof=paper(), by=clerk)
    assert not DirectMessage.objects.exists()
    assert not Consent.objects.filter(person=person, given=False).exists()
    assert EnrollmentPeriod.objects.get(person=person).ended_reason == EndReason.DECEASED


def test_a_household_counts_until_its_last_member_leaves():
    head, child = member("홍길동"), member("홍나나")
    today = timezone.localdate()
    leave_person(person=head, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    assert enrolled(today) == 1
    leave_person(person=child, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    assert enrolled(today) == 0
    assert enrolled(today - timedelta(days=1)) == 1


def test_a_household_leaves_with_everybody_and_each_is_told():
    head, child = member("홍길동", mobile="01000001111"), member("홍나나", mobile="01000002222")
    DirectMessage.objects.all().delete()
    change = leave_household(
        household=head.household, reason=EndReason.MOVED_OUT, on=timezone.localdate(), proof=ONLINE, by=None
    )
    assert not EnrollmentPeriod.objects.filter(person__in=[head, child], ends_on=None).exists()
    numbers = {m.address for m in DirectMessage.objects.filter(channel="sms")}
    assert numbers == {"01000001111", "01000002222"}
    head.household.refresh_from_db()
    assert head.household.closed_on == timezone.localdate()
    assert (change.kind, change.person) == (ChangeKind.HOUSEHOLD_LEFT, None)
    assert len(change.evidence["people"]) == 2


def test_a_backdated_leaving_ends_the_spell_with_the_last_member_not_before():
    head, child, clerk = member("홍길동"), member("홍나나"), UserFactory()
    today = timezone.localdate()
    leave_person(person=head, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    earlier = today - timedelta(days=30)
    leave_person(person=child, reason=EndReason.DEREGISTERED, on=earlier, proof=paper(), by=clerk)
    assert EnrollmentPeriod.objects.get(person=child).ends_on == earlier
    assert HouseholdPeriod.objects.get(household=head.household).ends_on == today


@pytest.mark.parametrize(
    ("days", "proof", "words"),
    [
        (1, paper(), "오늘보다 뒤"),
        (-400, paper(), "1년보다"),
        (-1, ONLINE, "온라인에서는"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_written(days, proof, words):
    person = member("홍길동", birth_date=date(1980, 3, 4))
    on = timezone.localdate() + timedelta(days=days)
    with pytest.raises(ValidationError, match=words):
        leave_person(person=person, reason=EndReason.MOVED_OUT, on=on, proof=proof, by=UserFactory())
    assert EnrollmentPeriod.objects.get(person=person).ends_on is None
    assert not Change.objects.exists()


def test_a_day_before_the_enrollment_is_refused():
    collected = timezone.localdate() - timedelta(days=10)
    person = member("홍길동", intake_changes={"collected_on": collected})
    with pytest.raises(ValidationError, match="이용을 시작"):
        leave_person(
            person=person, reason=EndReason.DECEASED, on=collected - timedelta(days=1), proof=paper(),
            by=UserFactory(),
        )  # fmt: skip


def test_nobody_leaves_twice():
    person, today = member("홍길동"), timezone.localdate()
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    with pytest.raises(ValidationError, match="이미 탈퇴"):
        leave_person(person=person, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)


def test_applying_again_enrolls_the_same_person_anew():
    person, today = member("홍길동", mobile="01000001111"), timezone.localdate()
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=today, proof=ONLINE, by=None)
    again = member("홍길동", mobile="01000001111", intake_changes={"collected_on": today})
    assert again == person
    assert EnrollmentPeriod.objects.filter(person=person, ends_on=None).count() == 1
    assert HouseholdPeriod.objects.filter(household=person.household).count() == 2
    assert enrolled(today) == 1
    assert given_purposes(person) == set(ConsentPurpose.values)
    assert ContactPoint.objects.get(person=person, kind="mobile", ended_at=None).value == "01000001111"


def test_withdrawing_one_consent_ends_what_rests_on_it_and_nothing_else():
    person = member("홍길동", services=("district_news", "civil_defence"))
    news, statutory = queued(person), queued(person, "statutory")
    today = timezone.localdate()
    change = withdraw_consent(
        person=person, purpose=ConsentPurpose.PUBLIC_INFO, on=today, proof=ONLINE, by=None
    )
    running = EnrollmentPeriod.objects.filter(person=person, ends_on=None)
    assert list(running.values_list("service__code", flat=True)) == ["civil_defence"]
    assert set(Subscription.objects.values_list("reason", flat=True)) == {SubscriptionEnd.CONSENT_WITHDRAWN}
    news.refresh_from_db()
    statutory.refresh_from_db()
    assert (news.state, news.reason) == (DeliveryState.WITHDRAWN, StopReason.CONSENT_WITHDRAWN)
    assert statutory.state == DeliveryState.QUEUED
    assert given_purposes(person) == set(ConsentPurpose.values) - {ConsentPurpose.PUBLIC_INFO}
    assert change.kind == ChangeKind.CONSENT_ENDED
    assert enrolled(today) == 1


def test_withdrawing_consent_to_e_service_stops_statutory_notices():
    person = member("홍길동", services=("district_news", "civil_defence"))
    statutory = queued(person, "statutory")
    withdraw_consent(
        person=person, purpose=ConsentPurpose.E_NOTICE, on=timezone.localdate(), proof=ONLINE, by=None
    )
    statutory.refresh_from_db()
    assert (statutory.state, statutory.reason) == (DeliveryState.WITHDRAWN, StopReason.CONSENT_WITHDRAWN)
    assert Subscription.objects.filter(person=person, ends_at=None).exists()


@pytest.mark.parametrize("purpose", [ConsentPurpose.ENROLLMENT, ConsentPurpose.PUBLIC_INFO])
def test_withdrawing_what_everything_rests_on_is_leaving(purpose):
    person, today = member("홍길동", services=("district_news",)), timezone.localdate()
    assert means_leaving(person, purpose)
    change = withdraw_consent(person=person, purpose=purpose, on=today, proof=ONLINE, by=None)
    assert (change.kind, change.purpose) == (ChangeKind.PERSON_LEFT, purpose)
    assert enrolled(today) == 0
    with pytest.raises(ValidationError, match="이미 철회"):
        withdraw_consent(person=person, purpose=purpose, on=today, proof=ONLINE, by=None)


def test_online_only_the_one_head_may_end_the_household_and_only_of_the_own_account():
    head, child = member("홍길동"), member("홍나나")
    assert not may_end_household(head)
    account = User.objects.create_user()
    for person in (head, child):
        person.user = account
        person.save()
    assert may_end_household(head)
    assert not may_end_household(child)
    other = member("홍다라")
    other.relation, other.user = "head", account
    other.save()
    assert not may_end_household(head)
