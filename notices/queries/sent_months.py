"""Campaigns by the month they began in and their topic, as the public may keep them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from enrollment.models import Topic
from notices.enums import ARRIVED_STATES
from notices.models import CampaignTold
from notices.queries.statistics import deliveries_by_state, public_campaigns
from portal.common.small_cells import SMALLEST_TOLD, is_small


@dataclass(frozen=True, slots=True)
class SentMonth:
    """Campaigns of a topic that began in the month of `month`, its first day, and their messages.

    `is_final`: every one of them was counted for good, no receipt is waited for any more.
    """

    month: date
    topic: Topic
    campaigns: int
    messages: int
    arrived: int
    is_final: bool

    @property
    def told_arrived(self) -> int | None:
        """What arrived, as everybody may know it: not while receipts come in, and nothing small."""
        return self.arrived if self.is_final and not is_small(self.arrived) else None


def read(district_code: str) -> list[SentMonth]:
    """Every month in which a campaign began, oldest first, within it by topic.

    Invitations to polls are left out, and campaigns of fewer than five messages: they would tell who they
    went to.
    """
    began, messages = _began(district_code), defaultdict(Counter)
    for (campaign_id, state), number in deliveries_by_state(began).items():
        messages[campaign_id][state] += number
    final = set(CampaignTold.objects.filter(pk__in=began, is_final=True).values_list("pk", flat=True))
    told: dict[tuple[date, int], list[int]] = defaultdict(list)
    for campaign_id, key in began.items():
        if messages[campaign_id].total() >= SMALLEST_TOLD:
            told[key].append(campaign_id)
    order = list(Topic.objects.filter(pk__in={topic_id for _month, topic_id in told}))
    return [
        SentMonth(
            month,
            topic,
            len(campaigns),
            sum(messages[campaign].total() for campaign in campaigns),
            sum(messages[campaign].get(state, 0) for campaign in campaigns for state in ARRIVED_STATES),
            final.issuperset(campaigns),
        )
        for month in sorted({month for month, _topic in told})
        for topic in order
        if (campaigns := told.get((month, topic.pk)))
    ]


def _began(district_code: str) -> dict[int, tuple[date, int]]:
    """The month each campaign began in, and its topic."""
    rows = public_campaigns(district_code).order_by()
    return {
        campaign_id: (timezone.localdate(started_at).replace(day=1), topic_id)
        for campaign_id, started_at, topic_id in rows.values_list("id", "started_at", "topic_id")
    }
