"""How many messages went out in all, and to how many different people."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet, Sum

from enrollment.models import District, Person
from notices.enums import SENT_STATES
from notices.models import Campaign, CampaignFigure, Delivery

KEPT_SECONDS = 300
"""A million messages take more than a second to count; a list page may be so old."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`rounds` that began; `messages` handed over (연인원); different `people` they went to (실인원)."""

    rounds: int
    messages: int
    people: int


def reached(campaigns: QuerySet[Campaign]) -> Reach:
    """Over all of `campaigns`. People are looked up one by one, which ends at the first message of each.

    Where recipients of a reminder were forgotten its messages still count, and its people by the invitation.
    """
    begun = campaigns.filter(round_no__isnull=False).order_by()
    sent = Delivery.objects.filter(campaign__in=begun.values("pk"), state__in=SENT_STATES)
    people = Person.objects.filter(Exists(sent.filter(person=OuterRef("pk"))))
    kept = CampaignFigure.objects.filter(
        campaign__in=begun.filter(recipients_forgotten_at__isnull=False).values("pk"), state__in=SENT_STATES
    )
    messages = sent.count() + (kept.aggregate(sum=Sum("deliveries"))["sum"] or 0)
    return Reach(rounds=begun.count(), messages=messages, people=people.count())


def reached_lately(district: District | None) -> Reach | None:
    """Over all campaigns of a district, at most `KEPT_SECONDS` old."""
    if district is None:
        return None
    campaigns = Campaign.objects.filter(district=district)
    return cache.get_or_set(f"reach:{district.pk}", lambda: reached(campaigns), KEPT_SECONDS)
