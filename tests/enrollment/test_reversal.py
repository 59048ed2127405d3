"""“I never applied”: an application is taken back as if it had never been, and nothing else is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection

from enrollment.enums import ApplicationStatus, IntakePlace
from enrollment.models import Application, Consent, ContactPoint, EnrollmentPeriod, HouseholdPeriod
from enrollment.queries import rates
from enrollment.queries.consents import given_purposes
from notices.enums import SubscriptionEnd
from notices.models import DirectMessage, Subscription
from notices.queries import subscriptions
from portal.common.models import AuditEvent
from tests.enrollment.reversals import (
    AFTER,
    BETWEEN,
    EARLY,
    HOME,
    LATE,
    enrolled,
    on_paper,
    online,
    take_back,
)
from tests.factories.accounts import DISTRICT
from tests.factories.rates import daily_totals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel("2026-05-04T10:00:00+09:00", tick=True):
        yield


def test_it_counts_on_no_day_not_even_past_ones():
    on_paper()
    application = on_paper()
    days = (EARLY, BETWEEN, AFTER)
    assert [enrolled(day) for day in days] == [2, 2, 2]
    take_back(application)
    assert [enrolled(day) for day in days] == [1, 1, 1]
    assert daily_totals(EARLY, EARLY) == {EARLY: 1}
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REVERSED
    assert application.household.closed_on == date(2026, 5, 4)
    periods = EnrollmentPeriod.objects.filter(source=application)
    assert {(period.starts_on, period.ends_on, period.ended_reason) for period in periods} == {
        (EARLY, EARLY, "reversed")
    }


def test_the_first_day_of_the_programme_is_another_then():
    first, _second = on_paper(), on_paper(LATE)
    take_back(first)
    assert rates.first_enrolled_on(DISTRICT) == LATE


def test_consents_get_a_withdrawal_and_stay():
    application = on_paper()
    take_back(application)
    answers = Consent.objects.filter(application=application).order_by("id")
    assert [answer.given for answer in answers] == [True] * 5 + [False] * 5
    assert given_purposes(application.person) == set()


def test_topics_end_and_messages_tell_the_person_once():
    application = on_paper(topics=("culture", "health"), channels=("sms",), email="")
    take_back(application)
    assert subscriptions.open_choices(application.person) == set()
    assert set(Subscription.objects.values_list("reason", flat=True)) == {SubscriptionEnd.REVERSED}
    told = DirectMessage.objects.filter(purpose="application_reversed")
    assert [message.channel for message in told] == ["sms"]
    assert len(told[0].text.encode("cp949")) <= 90
    assert not ContactPoint.objects.filter(ended_at=None).exists()


def test_twice_is_once():
    application = on_paper()
    first = take_back(application)
    rows = Consent.objects.count(), AuditEvent.objects.count(), DirectMessage.objects.count()
    assert take_back(Application.objects.get(pk=application.pk)) == first
    assert (Consent.objects.count(), AuditEvent.objects.count(), DirectMessage.objects.count()) == rows
    event = AuditEvent.objects.get(action="application.reverse")
    assert event.detail["source"] == "link"
    assert application.person.name not in str(event.detail)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_once():
    application = on_paper()

    def take(_number):
        try:
            return take_back(Application.objects.get(pk=application.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(take, range(2)))) == 1
    assert AuditEvent.objects.filter(action="application.reverse").count() == 1


# What others did stays
def test_another_member_keeps_the_household_from_their_own_day():
    forged = on_paper(EARLY, name="바다하나", **HOME)
    member = online(
        LATE, name="하늘둘", head_name="바다하나", relation="spouse", mobile="01000000802", **HOME
    )
    assert forged.household == member.household
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE, AFTER)] == [0, 0, 1, 1]
    spell = HouseholdPeriod.objects.get(household=member.household, ends_on=None)
    assert (spell.starts_on, spell.place) == (LATE, IntakePlace.ONLINE)
    assert forged.household.closed_on is None
    assert given_purposes(member.person) != set()


def test_a_later_application_of_the_same_person_stands_on_its_own():
    forged = on_paper(EARLY, name="바다하나", mobile="01000000801", topics=("culture",), **HOME)
    own = online(LATE, name="바다하나", mobile="01000000801", topics=("culture", "jobs"), **HOME)
    assert own.periods.count() == 0
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE, AFTER)] == [0, 0, 1, 1]
    running = EnrollmentPeriod.objects.get(ends_on=None)
    assert (running.source, running.starts_on) == (own, LATE)
    assert "enrollment" in given_purposes(own.person)
    assert {topic for topic, _channel in subscriptions.open_choices(own.person)} == {"culture", "jobs"}
    assert ContactPoint.objects.get(kind="mobile", ended_at=None).value == "01000000801"


def test_a_service_only_the_taken_back_form_asked_for_ends():
    forged = on_paper(
        EARLY, name="바다하나", mobile="01000000801", services=("district_news", "local_tax_guide"), **HOME
    )
    online(LATE, name="바다하나", mobile="01000000801", services=("district_news",), **HOME)
    take_back(forged)
    running = EnrollmentPeriod.objects.filter(ends_on=None).values_list("service__code", flat=True)
    assert list(running) == ["district_news"]


def test_an_earlier_form_typed_in_later_gives_the_days_back():
    own = online(LATE, name="바다하나", mobile="01000000801", **HOME)
    forged = on_paper(EARLY, name="바다하나", mobile="01000000801", **HOME)
    assert enrolled(BETWEEN) == 1
    take_back(forged)
    assert [enrolled(day) for day in (EARLY, BETWEEN, LATE)] == [0, 0, 1]
    running = EnrollmentPeriod.objects.get(ends_on=None)
    assert (running.source, running.starts_on) == (own, LATE)
    assert "enrollment" in given_purposes(own.person)


def test_a_forged_form_gives_the_number_back_that_it_pushed_aside():
    own = online(EARLY, name="바다하나", mobile="01000000801", email="", channels=("sms",), **HOME)
    forged = on_paper(LATE, name="바다하나", mobile="01000000899", email="", channels=("sms",), **HOME)
    assert ContactPoint.objects.get(ended_at=None).value == "01000000899"
    take_back(forged)
    contact = ContactPoint.objects.get(ended_at=None)
    assert (contact.value, contact.state) == ("01000000801", "active")
    assert enrolled(AFTER) == 1
    assert "enrollment" in given_purposes(own.person)


def test_after_a_reversal_one_can_apply_properly():
    forged = on_paper(EARLY, name="바다하나", **HOME)
    take_back(forged)
    own = online(LATE, name="바다하나", **HOME)
    assert own.status == ApplicationStatus.ACCEPTED
    assert [enrolled(day) for day in (BETWEEN, AFTER)] == [0, 1]
