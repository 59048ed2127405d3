"""What was sent to the public, in numbers."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery
from notices.queries.begun import begun, message_counts


def public_campaigns(district_code: str) -> QuerySet[Campaign]:
    """Campaigns that began and that people chose to get: no invitations to polls."""
    return begun(district_code).filter(poll=None)


def deliveries_by_state(campaigns: Iterable[int]) -> Counter[tuple[int, str]]:
    """Messages that count, of campaigns, by (campaign, state), as they were last counted; of one that began
    this minute and was never counted, as they are."""
    wanted = set(campaigns)
    counted = set(CampaignTold.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    found: Counter[tuple[int, str]] = Counter()
    figures = CampaignFigure.objects.filter(message_counts(), campaign__in=counted)
    for campaign_id, state, number in figures.values_list("campaign_id", "state", "deliveries"):
        found[campaign_id, state] += number
    if new := wanted - counted:
        rows = Delivery.objects.filter(message_counts(), campaign__in=new)
        states = rows.order_by().values_list("campaign_id", "state").annotate(number=Count("id"))
        for campaign_id, state, number in states:
            found[campaign_id, state] += number
    return found
