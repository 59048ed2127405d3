"""Campaigns added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from notices.queries.told_campaigns import ToldCampaign
from portal.common.share import percent

COUNTS = (
    *("messages", "sent", "arrived", "mails", "mails_sent", "texts_sent"),
    *("opened", "clicked", "replies"),
)
"""What is about people, so that small numbers of it may have to stay unsaid."""
COSTS_STAND_ON = {"messages", "sent", "mails_sent", "texts_sent"}
"""A mail costs nothing and a text its price: so much for a hundred tells how many were mails."""


@dataclass(frozen=True, slots=True)
class Sums:
    """`opened` and `clicked` are those of campaigns that count them, None where none does, and
    `opened_of` and `clicked_of` the delivered mails of those. `won` is None where no price is known of
    any; `unpriced` campaigns are not in it."""

    campaigns: int
    messages: int
    sent: int
    arrived: int
    opened: int | None
    opened_of: int | None
    clicked: int | None
    clicked_of: int | None
    replies: int
    won: int | None
    unpriced: int

    @property
    def arrived_percent(self) -> Decimal | None:
        return percent(self.arrived, self.messages)

    @property
    def opened_percent(self) -> Decimal | None:
        return None if self.opened is None else percent(self.opened, self.opened_of)


def add_up(campaigns: Iterable[ToldCampaign]) -> Sums:
    found = list(campaigns)
    counting = [campaign for campaign in found if campaign.opened is not None]
    linking = [campaign for campaign in found if campaign.clicked is not None]
    priced = [campaign.won for campaign in found if campaign.won is not None]
    return Sums(
        campaigns=len(found),
        messages=sum(campaign.messages for campaign in found),
        sent=sum(campaign.sent for campaign in found),
        arrived=sum(campaign.arrived for campaign in found),
        opened=sum(campaign.opened for campaign in counting) if counting else None,
        opened_of=sum(campaign.mails for campaign in counting) if counting else None,
        clicked=sum(campaign.clicked for campaign in linking) if linking else None,
        clicked_of=sum(campaign.mails for campaign in linking) if linking else None,
        replies=sum(campaign.replies for campaign in found),
        won=sum(priced) if priced else None,
        unpriced=len(found) - len(priced),
    )
