"""Households and people known twice, for tests that merge and split them."""

from datetime import date, timedelta

from enrollment.models import (
    Application,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
)
from enrollment.queries.rates import rates_on
from notices.models import Subscription
from tests.factories.enrollment import enroll
from tests.factories.rates import daily_totals

DISTRICT = "1120000000"
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=offset) for offset in range(0, 60, 3)]
OTHER_DONG = "1120057000"


def homes():
    """One household kept as two: the head is spelled two ways."""
    one = enroll(name="김가나", road_address="성동구 고산자로 270").application.household
    two = enroll(name="박다라", road_address="성동구 고산자로 271").application.household
    return one, two


def figures(days=DAYS):
    """What every page about rates stands on."""
    found = [rates_on(day, DISTRICT) for day in days]
    return (
        [rate.district.enrolled_households for rate in found],
        [[(r.group, r.enrolled_households) for r in (*rate.by_dong, *rate.by_place)] for rate in found],
        daily_totals(days[0], days[-1]),
    )


def everything():
    """The rows a merge touches, as they stand for figures and messages."""
    return {
        "people": sorted(Person.objects.values_list("id", "household_id", "merged_into_id", "user_id")),
        "homes": sorted(Household.objects.values_list("id", "closed_on", "merged_into_id", "tong_id")),
        "applications": sorted(Application.objects.values_list("id", "household_id", "person_id")),
        "contacts": sorted(
            ContactPoint.objects.filter(ended_at=None).values_list("person_id", "kind", "index", "state")
        ),
        "services": sorted(
            EnrollmentPeriod.objects.filter(ends_on=None).values_list("person_id", "service_id", "starts_on")
        ),
        "topics": sorted(
            Subscription.objects.filter(ends_at=None).values_list("person_id", "topic_id", "channel")
        ),
        "spells": sorted(
            HouseholdPeriod.objects.values_list(
                "household_id", "dong_id", "place", "starts_on", "ended_reason"
            )
        ),
    }


def twins():
    """One person known twice: in two households, with another number and another topic."""
    same = {"name": "김가나", "birth_date": date(1980, 3, 4), "email": ""}
    first = enroll(
        **same,
        road_address="성동구 고산자로 270",
        mobile="01000000001",
        topics=("culture",),
        channels=("sms",),
    ).application
    second = enroll(
        **same, road_address="성동구 왕십리로 9", mobile="01000000002", topics=("culture", "health"),
        channels=("sms",), services=("district_news", "opinion_poll"),
    ).application  # fmt: skip
    return first.person, second.person
