"""What was sent to the public, in numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from enrollment.models import Topic
from notices.enums import ARRIVED_STATES, SENT_STATES
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery
from notices.queries.begun import begun, message_counts


@dataclass(frozen=True, slots=True)
class Sent:
    """Campaigns of a topic and their messages (연인원: a person counts each time).

    `messages` counts every message written, of a cancelled campaign those that had left; `sent` those a mail
    server or gateway took; `arrived` those it reported as delivered.
    """

    topic: str
    campaigns: int
    messages: int
    sent: int
    arrived: int


def public_campaigns(district_code: str) -> QuerySet[Campaign]:
    """Campaigns that began and that people chose to get: no invitations to polls."""
    return begun(district_code).filter(poll=None)


def sent_by_topic(district_code: str) -> list[Sent]:
    """One row per topic with a campaign that began, in the order of the topics. Invitations to polls are
    none: whoever gets one did not choose a topic."""
    topic_of = dict(public_campaigns(district_code).order_by().values_list("id", "topic_id"))
    messages: dict[int, Counter[str]] = defaultdict(Counter)
    for (campaign_id, state), number in deliveries_by_state(topic_of).items():
        messages[topic_of[campaign_id]][state] += number
    topics = Topic.objects.filter(pk__in=topic_of.values())
    campaigns_of = Counter(topic_of.values())
    return [_sent(topic, campaigns_of[topic.pk], messages[topic.pk]) for topic in topics]


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


def _sent(topic: Topic, campaigns: int, by_state: dict[str, int]) -> Sent:
    return Sent(
        topic=topic.display_name,
        campaigns=campaigns,
        messages=sum(by_state.values()),
        sent=sum(by_state.get(state, 0) for state in SENT_STATES),
        arrived=sum(by_state.get(state, 0) for state in ARRIVED_STATES),
    )
