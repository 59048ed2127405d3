"""What was sent to the public, by topic and by month."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from enrollment.models import Topic
from notices.queries import sent_months
from notices.queries.sent_months import SentMonth

FRESH_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Sending:
    """Campaigns, and their messages by person and time, of a topic or of a month. `arrived` is None while it
    is not told of one of them."""

    topic: Topic | None
    month: date | None
    campaigns: int
    messages: int
    arrived: int | None


def read(district_code: str) -> list[SentMonth]:
    """Every month and topic. Counted at most every five minutes."""
    return cache.get_or_set(
        f"public-sent-months-{district_code}", lambda: sent_months.read(district_code), FRESH_SECONDS
    )


def by_topic(rows: list[SentMonth]) -> list[Sending]:
    """Topics in their own order."""
    topics = sorted({row.topic for row in rows}, key=lambda topic: (topic.position, topic.code))
    return [_added([row for row in rows if row.topic == topic], topic=topic) for topic in topics]


def by_month(rows: list[SentMonth]) -> list[Sending]:
    """Months in which something was sent, oldest first."""
    months = sorted({row.month for row in rows})
    return [_added([row for row in rows if row.month == month], month=month) for month in months]


def _added(rows: list[SentMonth], topic: Topic | None = None, month: date | None = None) -> Sending:
    return Sending(
        topic,
        month,
        sum(row.campaigns for row in rows),
        sum(row.messages for row in rows),
        arrived(rows),
    )


def arrived(rows: list[SentMonth]) -> int | None:
    """What arrived of all; None where it is not told of one of them."""
    told = [row.told_arrived for row in rows]
    return None if None in told else sum(told)
