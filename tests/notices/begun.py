"""Campaigns that went out, written as rows: as many and as long ago as a test needs."""

from datetime import timedelta

from django.utils import timezone

from enrollment.models import ContactPoint, Person
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign, Delivery
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

NAMES = ("홍길동", "임꺽정", "장길산")


def wrote_to() -> list[Person]:
    """Three people of three homes."""
    return [
        enroll(
            name=name, mobile=f"0100000{number:04}", road_address=f"성동구 고산자로 {270 + number}"
        ).application.person
        for number, name in enumerate(NAMES, 1)
    ]


def begun(
    people: list[Person], state: str = DeliveryState.DELIVERED, *, ago: timedelta = timedelta()
) -> Campaign:
    """A campaign that ended so long ago and wrote to `people`, each by text."""
    campaign, at = approved_campaign(), timezone.now() - ago
    Delivery.objects.filter(campaign=campaign).delete()
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.FINISHED, started_at=at - timedelta(minutes=5), finished_at=at
    )
    Delivery.objects.bulk_create(
        Delivery(
            campaign=campaign, person=person, contact=ContactPoint.objects.filter(person=person).first(),
            channel="sms", state=state, queued_at=at,
            handed_over_at=None if state == DeliveryState.WITHDRAWN else at,
        )
        for person in people
    )  # fmt: skip
    campaign.refresh_from_db()
    return campaign
