"""What was sent to the public, in numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from enrollment.models import Topic
from notices.enums import ARRIVED_STATES, SENT_STATES, CampaignState
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery

_OUT = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED)


@dataclass(frozen=True, slots=True)
class Sent:
    """Campaigns of a topic and their messages (연인원: a person counts each time).

    `messages` counts every message written; `sent` those a mail server or gateway took; `arrived` those it
    reported as delivered.
    """

    topic: str
    campaigns: int
    messages: int
    sent: int
    arrived: int


def public_campaigns(district_code: str) -> QuerySet[Campaign]:
    """Campaigns on their way or finished that people chose to get: no invitations to polls."""
    return Campaign.objects.filter(
        district_id=district_code, state__in=_OUT, started_at__isnull=False, poll=None
    )


def sent_by_topic(district_code: str) -> list[Sent]:
    """One row per topic with a campaign on its way or finished, in the order of the topics. Invitations to
    polls are none: whoever gets one did not choose a topic."""
    topic_of = dict(public_campaigns(district_code).order_by().values_list("id", "topic_id"))
    messages: dict[int, Counter[str]] = defaultdict(Counter)
    for (campaign_id, state), number in deliveries_by_state(topic_of).items():
        messages[topic_of[campaign_id]][state] += number
    topics = Topic.objects.filter(pk__in=topic_of.values())
    campaigns_of = Counter(topic_of.values())
    return [_sent(topic, campaigns_of[topic.pk], messages[topic.pk]) for topic in topics]


def deliveries_by_state(campaigns: Iterable[int]) -> Counter[tuple[int, str]]:
    """Messages of campaigns by (campaign, state), as they were last counted; of one that began this minute
    and was never counted, as they are."""
    wanted = set(campaigns)
    counted = set(CampaignTold.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    found: Counter[tuple[int, str]] = Counter()
    figures = CampaignFigure.objects.filter(campaign__in=counted)
    for campaign_id, state, number in figures.values_list("campaign_id", "state", "deliveries"):
        found[campaign_id, state] += number
    if new := wanted - counted:
        states = Delivery.objects.filter(campaign__in=new).order_by().values_list("campaign_id", "state")
        for campaign_id, state, number in states.annotate(number=Count("id")):
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
