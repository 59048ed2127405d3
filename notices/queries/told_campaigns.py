"""What campaigns came to, one row a campaign, as they were last counted: deliveries are not looked at."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import get_language

from enrollment.enums import Channel
from notices.enums import ARRIVED_STATES, SENT_STATES
from notices.queries.begun import begun, message_counts
from notices.validators.links import counted_links


@dataclass(frozen=True, slots=True)
class ToldCampaign:
    """A campaign that began on `began_on`. `is_poll`: it invites to a poll, which nobody chose as a topic.

    `messages` counts every message written (연인원), of a cancelled one what left; `sent` those that a mail
    server or gateway took, `arrived` those it reported as delivered, `mails` those of them that are mails,
    and `mails_sent` those of the sent ones.
    `people` got at least one, `newly_reached` of them had got none of an earlier campaign. `opened` and
    `clicked` are None where nobody counts them, `clicked` also where no link to be counted was in the mail,
    `won` where no price was known that day.
    """

    key: int
    round_no: int | None
    title: str
    topic_code: str
    topic: str
    began_on: date
    is_poll: bool
    messages: int
    sent: int
    arrived: int
    mails: int
    mails_sent: int
    people: int
    newly_reached: int
    opened: int | None
    clicked: int | None
    replies: int
    won: int | None
    counted_at: datetime
    is_final: bool

    @property
    def month(self) -> date:
        return self.began_on.replace(day=1)

    @property
    def texts_sent(self) -> int:
        """Sent ones that are no mails."""
        return self.sent - self.mails_sent


@dataclass(frozen=True, slots=True)
class ToldCampaigns:
    """Campaigns in the order they began; `uncounted` began a moment ago and are in no figure yet."""

    rows: list[ToldCampaign]
    uncounted: int


def read(last: date, district_code: str) -> ToldCampaigns:
    """Those that count and began up to the end of `last`, in one statement."""
    found = list(_begun(last, district_code))
    counted = [campaign for campaign in found if campaign["told__counted_at"]]
    return ToldCampaigns([_told(campaign) for campaign in counted], len(found) - len(counted))


def _begun(last: date, district_code: str) -> QuerySet:
    arrived, is_mail = Q(figures__state__in=ARRIVED_STATES), Q(figures__channel=Channel.EMAIL)
    topic = "topic__name_en" if get_language() == "en" else "topic__name"
    return (
        begun(district_code)
        .annotate(
            began_on=TruncDate("started_at"),
            messages=_sum(message_counts("figures__", "")),
            sent=_sum(Q(figures__state__in=SENT_STATES)),
            arrived=_sum(arrived),
            mails=_sum(arrived & is_mail),
            mails_sent=_sum(Q(figures__state__in=SENT_STATES) & is_mail),
            topic_name=F(topic),
            topic_code=F("topic__code"),
        )
        .filter(began_on__lte=last)
        .order_by("started_at", "id")
        .values(*_OWN, *_TOLD)
    )


_TOLD = tuple(
    f"told__{name}"
    for name in ("people", "newly_reached", "opened", "clicked", "replies", "won", "counted_at", "is_final")
)
_OWN = (
    *("id", "round_no", "title", "topic_code", "topic_name", "began_on", "poll_id", "tracks_responses"),
    "email_body",
    *("messages", "sent", "arrived", "mails", "mails_sent"),
)


def _sum(condition: Q):
    return Coalesce(Sum("figures__deliveries", filter=condition), 0)


def _told(row: dict) -> ToldCampaign:
    tracks = row["tracks_responses"]
    return ToldCampaign(
        key=row["id"],
        round_no=row["round_no"],
        title=row["title"],
        topic_code=row["topic_code"],
        topic=row["topic_name"],
        began_on=row["began_on"],
        is_poll=row["poll_id"] is not None,
        opened=row["told__opened"] if tracks else None,
        clicked=row["told__clicked"] if tracks and counted_links(row["email_body"]) else None,
        won=row["told__won"] if _has_price(row["began_on"]) else None,
        **{name: row[name] for name in ("messages", "sent", "arrived", "mails", "mails_sent")},
        **{name: row[f"told__{name}"] for name in _ALWAYS_TOLD},
    )


_ALWAYS_TOLD = ("people", "newly_reached", "replies", "counted_at", "is_final")


def _has_price(day: date) -> bool:
    """Without a price of the day nothing is known of what it cost."""
    return any(price["from"] <= day for price in settings.MESSAGE_PRICES)
