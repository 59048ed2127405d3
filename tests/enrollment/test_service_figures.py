"""Services by day and how they stand now: totals are the people, parts add up, whoever left is nowhere."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from enrollment.domain.leave import leave_person
from enrollment.domain.merge_people import merge_people, split_people
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ConsentPurpose, EndReason, Relation
from enrollment.models import ConsentText, ContactPoint, EnrollmentPeriod, Person
from enrollment.queries import service_days
from enrollment.queries.standing_figures import AGE_BAND, rows
from notices.enums.poll import AgeBand
from portal.common import standing
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

JAN_5 = date(2026, 1, 5)


def person_with(*services: str, **changes) -> Person:
    consents = {**{purpose: True for purpose in ConsentPurpose.values}, **changes.pop("consents", {})}
    return enroll(services=services, consents=consents, **changes).application.person


def leave(person: Person, on: date) -> None:
    proof = Proof(method=ApplicationMethod.ONLINE)
    leave_person(person=person, reason=EndReason.WITHDRAWN, on=on, proof=proof, by=None)


def taken(name: str) -> standing.Standing:
    standing.take(name)
    return standing.read(name)


def test_people_of_each_service_at_the_end_of_a_day():
    person_with("civil_defence", "district_news")
    gone = person_with("district_news")
    today = timezone.localdate()
    leave(gone, today)
    yesterday, month_ago = today - timedelta(days=1), (today - JAN_5).days + 1
    assert service_days.used(yesterday, 30)["district_news"].people == 2
    found = service_days.used(today, month_ago)
    assert found["district_news"] == service_days.Use(people=1, started=2, ended=1)
    assert found["civil_defence"] == service_days.Use(people=1, started=1, ended=0)
    assert service_days.used(date(2026, 1, 4), 30) == {}


def test_months_end_with_the_day_and_go_on_from_before():
    person_with("district_news")
    person_with("district_news", intake_changes={"collected_on": date(2026, 3, 10)})
    found = service_days.by_month(date(2026, 2, 14), date(2026, 4, 15))
    assert found == [
        (date(2026, 2, 28), {"district_news": 1}),
        (date(2026, 3, 31), {"district_news": 2}),
        (date(2026, 4, 15), {"district_news": 2}),
    ]
    whole = service_days.by_month(date(2025, 12, 1), date(2026, 1, 31))
    assert whole == [(date(2025, 12, 31), {}), (date(2026, 1, 31), {"district_news": 1})]


def test_ages_add_up_to_the_people_of_each_service():
    person_with("civil_defence", "district_news", birth_date=date(1950, 2, 1))
    person_with("district_news", birth_date=date(1951, 2, 1))
    person_with("district_news", birth_date=date(timezone.localdate().year - 20, 12, 31))
    leave(person_with("district_news"), timezone.localdate())
    found = taken("service_ages")
    assert found.figures == {
        ("", ":"): 3, ("", "70s:"): 2, ("", "20s:"): 1,
        ("", ":district_news"): 3, ("", "70s:district_news"): 2, ("", "20s:district_news"): 1,
        ("", ":civil_defence"): 1, ("", "70s:civil_defence"): 1,
    }  # fmt: skip


@pytest.mark.parametrize("age", [0, 9, 14, 19, 20, 29, 30, 59, 60, 69, 70, 99, 120])
def test_age_bands_are_those_of_polls(age):
    year = timezone.localdate().year
    band = rows(f"SELECT '', {AGE_BAND}, 1 FROM (SELECT {year - age} AS birth_year) p")[0][1]
    assert band == AgeBand.at_age(age)


def test_two_records_of_one_person_are_one():
    keep = person_with("district_news")
    twin = person_with(
        "district_news", "civil_defence", relation=Relation.SPOUSE, head_name=keep.household.head_name,
        road_address=keep.household.road_address, address_detail=keep.household.address_detail,
    )  # fmt: skip
    assert twin.household_id == keep.household_id
    merge_people(keep=keep, absorb=twin, by=None)
    assert taken("service_ages").of(":") == 1
    assert service_days.used(timezone.localdate(), 1)["district_news"].people == 1
    assert taken("consent_people").of("people") == 1


@pytest.mark.parametrize("kept_is_twin", [False, True])
def test_two_records_of_one_person_are_one_on_past_days_too(kept_is_twin):
    """One used the service from 1 to 20 January, the other from 11 to 31 and again from 10 February on."""
    first = person_with("district_news", intake_changes={"collected_on": date(2026, 1, 1)})
    twin = person_with(
        "district_news", relation=Relation.SPOUSE, head_name=first.household.head_name,
        road_address=first.household.road_address, address_detail=first.household.address_detail,
        intake_changes={"collected_on": date(2026, 2, 10)},
    )  # fmt: skip
    EnrollmentPeriod.objects.filter(person=first).update(ends_on=date(2026, 1, 21), ended_reason="withdrawn")
    own = EnrollmentPeriod.objects.get(person=twin)
    EnrollmentPeriod.objects.create(
        person=twin, service_id=own.service_id, source_id=own.source_id,
        starts_on=date(2026, 1, 11), ends_on=date(2026, 2, 1), ended_reason="withdrawn",
    )  # fmt: skip
    before, ledger = people_by_day(), periods()
    assert max(before.values()) == 2
    keep, absorb = (twin, first) if kept_is_twin else (first, twin)
    merge = merge_people(keep=keep, absorb=absorb, by=None)
    assert people_by_day() == {day: min(1, number) for day, number in before.items()}
    split_people(merge=merge, by=None)
    assert people_by_day() == before and periods() == ledger


def people_by_day() -> dict[date, int]:
    days = [date(2025, 12, 31) + timedelta(days=number) for number in range(45)]
    used = {day: service_days.used(day, 1).get("district_news") for day in days}
    return {day: use.people if use else 0 for day, use in used.items()}


def periods() -> list[tuple]:
    standing = EnrollmentPeriod.objects.exclude(ends_on=F("starts_on")).order_by("person", "starts_on")
    return list(standing.values_list("person", "starts_on", "ends_on", "ended_reason"))


def test_the_newest_answer_to_each_consent_counts():
    person_with("district_news", consents={"promotional": False, "poll": False})
    person_with("district_news", consents={"promotional": False})
    leave(person_with("district_news"), timezone.localdate())
    before = taken("consent_people")
    assert (before.of("people"), before.of("again")) == (2, 0)
    assert (before.of("poll:given"), before.of("poll:refused")) == (1, 1)
    assert (before.of("promotional:given"), before.of("promotional:refused")) == (0, 2)
    publish_again("poll")
    after = taken("consent_people")
    assert (after.of("poll:given"), after.of("poll:again"), after.of("again")) == (0, 1, 1)
    assert after.of("public_info:given") == 2


def publish_again(purpose: str) -> None:
    text = ConsentText.objects.filter(purpose=purpose).latest("version")
    text.pk, text.version, text.asks_again = None, text.version + 1, True
    text.effective_from = timezone.localdate()
    text.save()


def test_news_by_age_and_by_channel_and_whether_the_channel_works():
    person_with("district_news", topics=("culture", "health"), channels=("sms",))
    both = person_with("district_news", topics=("culture",), channels=("sms", "email"))
    quiet = person_with("civil_defence", topics=(), channels=())
    ages = taken("topic_ages")
    assert {key: ages.of(f":{key}") for key in ("", "culture", "health", "none")} == {
        "": 3, "culture": 2, "health": 1, "none": 1,
    }  # fmt: skip
    assert taken("channel_people").by_key() == {"sms": 1, "email+sms": 1, "none": 1}
    ContactPoint.objects.filter(person=both, kind="email").update(state="dead")
    assert taken("channel_people").of("email+sms") == 1
    ContactPoint.objects.filter(person=both).update(state="dead")
    assert taken("channel_people").by_key() == {"sms": 1, "email+sms:dead": 1, "none": 1}
    leave(quiet, timezone.localdate())
    assert taken("topic_ages").of(":none") == 0 and taken("channel_people").of("none") == 0
