"""Campaigns that went out, by the number."""

from itertools import count

from django.utils import timezone

from notices.models import Campaign, Delivery
from tests.notices.campaigns import approved_campaign

_people = count(1)


def sent_campaign(topic: str, **numbers: int) -> Campaign:
    """A campaign with so many deliveries in each state: `delivered=6, failed=1`."""
    campaign = approved_campaign(topic=topic)
    Delivery.objects.bulk_create(
        Delivery(
            campaign=campaign,
            person_id=person,
            contact_id=person,
            channel="sms",
            state=state,
            queued_at=timezone.now(),
        )
        for state, number in numbers.items()
        for person in (next(_people) for _ in range(number))
    )
    return campaign
