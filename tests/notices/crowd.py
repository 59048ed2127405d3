"""Many enrolled people with a delivery each, written in bulk: for tests about throughput and crashes."""

from datetime import date

from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose, ContactKind
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    Dong,
    EnrollmentPeriod,
    Household,
    Person,
    Service,
)
from notices.models import Campaign, Delivery, Subscription

KINDS = {"sms": ContactKind.MOBILE, "email": ContactKind.EMAIL}


def address_of(channel: str, number: int) -> str:
    return f"0100000{number:04d}" if channel == "sms" else f"resident{number}@example.kr"


def crowd(campaign: Campaign, count: int, *, channel: str = "email") -> list[Delivery]:
    """`count` people who want the campaign's topic by `channel`, each with a queued delivery of it."""
    now = timezone.now()
    people = _people(count)
    contacts = ContactPoint.objects.bulk_create(
        ContactPoint(
            person=person,
            kind=KINDS[channel],
            value=address_of(channel, number),
            index=ContactPoint.index_of(KINDS[channel], address_of(channel, number)),
            started_at=now,
        )
        for number, person in enumerate(people)
    )
    Subscription.objects.bulk_create(
        Subscription(person=person, topic=campaign.topic, channel=channel, starts_at=now) for person in people
    )
    _enroll(people, now)
    return Delivery.objects.bulk_create(
        Delivery(campaign=campaign, person=contact.person, contact=contact, channel=channel, queued_at=now)
        for contact in contacts
    )


def _people(count: int) -> list[Person]:
    dong = Dong.objects.get(code="1120056000")
    homes = Household.objects.bulk_create(
        Household(
            dong=dong,
            road_address="서울특별시 성동구 고산자로 1",
            address_detail=f"{number}호",
            address_key=f"고산자로1 {number}",
            head_name="가나다",
            head_key="가나다",
        )
        for number in range(count)
    )
    return Person.objects.bulk_create(
        Person(
            household=home,
            name=f"가나{number}",
            name_key=f"가나{number}",
            birth_date=date(1980, 1, 1),
            birth_index=f"{number}",
            birth_year=1980,
            relation="head",
        )
        for number, home in enumerate(homes)
    )


def _enroll(people: list[Person], now) -> None:
    service = Service.objects.get(code="district_news")
    text = current_texts()[ConsentPurpose.PUBLIC_INFO]
    applications = Application.objects.bulk_create(
        Application(
            receipt_no=f"T{person.pk}",
            method="online",
            place="online",
            dong_id=person.household.dong_id,
            collected_on=date(2026, 1, 5),
            entered_at=now,
            status="accepted",
            household=person.household,
            person=person,
        )
        for person in people
    )
    EnrollmentPeriod.objects.bulk_create(
        EnrollmentPeriod(
            person=application.person, service=service, starts_on=date(2026, 1, 5), source=application
        )
        for application in applications
    )
    Consent.objects.bulk_create(
        Consent(
            person=application.person,
            text=text,
            purpose=ConsentPurpose.PUBLIC_INFO,
            given=True,
            method="online",
            at=now,
            application=application,
        )
        for application in applications
    )
