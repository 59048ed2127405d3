"""At the end of the retention period nothing tells any more who it was, and every past rate is the same."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.proof import Proof
from enrollment.enums import EndReason
from enrollment.models import Application, Change, Consent, ContactPoint, Household, Person
from enrollment.queries.rates import rates_on
from enrollment.tasks import destroy_due as task
from notices.models import Delivery, Receipt
from portal.accounts.models import SignInHandle, User
from portal.accounts.residents import resident_account
from portal.common.models import AuditEvent, DestructionLog
from tests.factories.enrollment import enroll
from tests.factories.rates import daily_totals
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}
DISTRICT = "1120000000"


@pytest.fixture
def person() -> Person:
    person = enroll(
        **HOME, name="홍길동", mobile="01000001111", email="gildong@example.kr"
    ).application.person
    person.user = resident_account(contacts={"mobile": "01000001111"}, name="홍길동")
    person.save()
    return person


def leave(person) -> None:
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=Proof(), by=None)


def after(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_nothing_is_destroyed_before_its_time(person):
    leave(person)
    assert destroy_due(today=after(5)) == 0
    person.refresh_from_db()
    assert person.name == "홍길동"
    assert destroy_due(today=after(6)) == 1


def test_who_still_uses_a_service_is_left_alone(person):
    assert destroy_due(today=after(3650)) == 0


def test_what_tells_who_it_was_is_gone(person):
    leave(person)
    user = person.user
    destroy_due(today=after(6))
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.birth_date, gone.birth_year, gone.sex, gone.user) == ("", None, None, "", None)
    assert (gone.name_key, gone.birth_index) == (f"#{person.pk}", f"#{person.pk}")
    home = Household.objects.get(pk=person.household_id)
    assert (home.road_address, home.address_detail, home.head_name) == ("", "", "")
    assert (home.address_key, home.head_key) == (f"#{home.pk}", f"#{home.pk}")
    assert set(ContactPoint.objects.values_list("index", flat=True)) == {""}
    assert {contact.value for contact in ContactPoint.objects.all()} == {""}
    assert not SignInHandle.objects.exists()
    user.refresh_from_db()
    assert (user.name, user.is_active) == ("", False)


def test_the_ledgers_and_the_record_of_consent_stay(person):
    consents = Consent.objects.filter(person=person).count()
    leave(person)
    before = daily_totals(after(-400), after(0))
    rates = rates_on(after(-1), DISTRICT)
    destroy_due(today=after(6))
    assert daily_totals(after(-400), after(0)) == before
    assert rates_on(after(-1), DISTRICT) == rates
    assert Consent.objects.filter(person=person).count() == 2 * consents
    assert Change.objects.filter(person=person).count() == 1
    assert Application.objects.filter(person=person).exists()


def test_others_of_the_household_keep_theirs(person):
    child = enroll(**HOME, name="홍나나", relation="child").application.person
    leave(person)
    destroy_due(today=after(6))
    child.refresh_from_db()
    assert child.name == "홍나나"
    assert Household.objects.get(pk=person.household_id).head_name == "홍길동"
    leave_household(
        household=child.household, reason=EndReason.MOVED_OUT, on=after(0), proof=Proof(), by=None
    )
    destroy_due(today=after(6))
    assert Household.objects.get(pk=person.household_id).head_name == ""


def test_it_is_logged_in_numbers_that_nobody_can_change(person):
    leave(person)
    destroy_due(today=after(6))
    log = dict(DestructionLog.objects.values_list("what", "amount"))
    assert log == {"person": 1, "contact": 2, "household": 1, "account": 1}
    assert AuditEvent.objects.filter(action="person.destroy", object_id=person.pk).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        DestructionLog.objects.all().delete()


def test_what_a_provider_reported_is_blanked_and_stays_append_only_otherwise(person):
    contact = person.contacts.get(kind="mobile")
    delivery = Delivery.objects.create(
        campaign=approved_campaign(), person=person, contact=contact, channel="sms", queued_at=timezone.now()
    )
    rows = [
        Receipt.objects.create(
            provider="solapi", event_id=f"e{number}", reference=reference, status_code="4000",
            payload='{"to": "01000001111"}',
        )
        for number, reference in enumerate((f"d{delivery.pk}", "d999999"))
    ]  # fmt: skip
    leave(person)
    destroy_due(today=after(6))
    assert [Receipt.objects.get(pk=row.pk).payload for row in rows] == ["", '{"to": "01000001111"}']
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.update(payload="")


def test_applying_again_before_the_end_keeps_the_data(person):
    leave(person)
    enroll(**HOME, name="홍길동", mobile="01000001111", intake_changes={"collected_on": after(0)})
    assert destroy_due(today=after(100)) == 0


def test_applying_again_after_the_end_begins_a_new_record(person):
    leave(person)
    destroy_due(today=after(6))
    again = enroll(**HOME, name="홍길동", intake_changes={"collected_on": after(0)}).application.person
    assert again.pk != person.pk
    assert again.household_id != person.household_id


def test_batches_end_and_another_run_finds_nothing(person, monkeypatch):
    monkeypatch.setattr("enrollment.domain.destroy.BATCH", 2)
    people = [enroll().application.person for _ in range(5)]
    for one in people:
        leave(one)
    assert destroy_due(today=after(6)) == 5
    assert destroy_due(today=after(6)) == 0
    assert not Person.objects.filter(pk__in=[one.pk for one in people]).exclude(name="").exists()


def test_the_task_destroys_nothing_of_today(person):
    leave(person)
    task()
    person.refresh_from_db()
    assert person.name == "홍길동"
    assert User.objects.get(pk=person.user_id).is_active
