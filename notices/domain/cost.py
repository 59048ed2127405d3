"""What a campaign would cost: messages times an assumed, dated price (`settings.MESSAGE_PRICES`)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from enrollment.enums import Channel
from notices.domain.audience import Counts
from notices.validators.sms_text import SmsKind


@dataclass(frozen=True, slots=True)
class Cost:
    """Won for the whole campaign; `unit` is the price of one text message, valid since `since`.

    `fallback_won` comes on top when every message that may fall back to a text does.
    """

    won: int
    unit: int
    since: date
    fallback_won: int = 0

    @property
    def most_won(self) -> int:
        return self.won + self.fallback_won


def estimate(counts: Counts, *, sms_kind: SmsKind, on: date, falls_back: bool = False) -> Cost:
    """The price in force on a day, for the counts of an audience. Email costs nothing per message.

    Raises LookupError when no price is set for the day.
    """
    price = price_on(on)
    unit = price[SmsKind.SMS if sms_kind == SmsKind.SMS else SmsKind.LMS]
    texts, mails, talks = (counts.by_channel.get(channel, 0) for channel in Channel)
    won = texts * unit + mails * price["email"] + talks * price["alimtalk"]
    may_fall_back = (mails + talks) * unit if falls_back else 0
    return Cost(won=won, unit=unit, since=price["from"], fallback_won=may_fall_back)


def price_on(day: date) -> dict:
    """The prices in force on a day. Raises LookupError when none is set for it."""
    known = [price for price in settings.MESSAGE_PRICES if price["from"] <= day]
    if not known:
        raise LookupError(f"MESSAGE_PRICES has no price for {day}")
    return max(known, key=lambda entry: entry["from"])
