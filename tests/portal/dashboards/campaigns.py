"""Campaigns that went out, by the number."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

from notices.enums import CampaignState
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery
from notices.queries.told_campaigns import ToldCampaign
from portal.dashboards.campaigns.tables import tables
from tests.factories.savings import DAY
from tests.notices.campaigns import approved_campaign

SEOUL = ZoneInfo("Asia/Seoul")
AT = datetime(2013, 10, 1, tzinfo=SEOUL)
"""When everything was counted."""
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


def went_out(number: int, at: datetime, *, topic: str = "culture", counted: bool = True, poll=None, **states):
    """A campaign that began at a moment, with so many texts of each state, as it was counted."""
    kind = {"kind": "poll"} if poll else {}
    campaign = approved_campaign(topic=topic, **kind)
    Campaign.objects.filter(pk=campaign.pk).update(
        started_at=at, state=CampaignState.FINISHED, finished_at=at, round_no=number
    )
    if counted:
        CampaignFigure.objects.bulk_create(
            CampaignFigure(campaign=campaign, channel="sms", state=state, deliveries=messages)
            for state, messages in states.items()
        )
        CampaignTold.objects.create(
            campaign=campaign, people=sum(states.values()), newly_reached=10, replies=7, won=500,
            counted_at=AT, is_final=True,
        )  # fmt: skip
    return campaign


def told(
    number: int, day: date = DAY, *, topic: str = "culture", poll: bool = False, **numbers
) -> ToldCampaign:
    """A campaign as it is told; `numbers` by the names of its fields, what is not named is nothing."""
    counts = ("messages", "sent", "arrived", "mails", "mails_sent", "people", "newly_reached", "replies")
    values = dict.fromkeys(counts, 0)
    values |= {"opened": None, "clicked": 0 if "opened" in numbers else None, "won": None, **numbers}
    return ToldCampaign(
        key=number, round_no=number, title=f"소식 {number}", topic_code=topic, topic=topic, began_on=day,
        is_poll=poll, counted_at=AT, is_final=True, **values,
    )  # fmt: skip


def numbers(board, name: str) -> dict[str, tuple]:
    """Cells of a table of the board, by row."""
    return {row.key: row.cells for row in tables(board)[name].rows}
