"""How far a campaign is: by state and channel, how fast it goes, when it is through, and its course in time.

All figures come from one reading of the campaign's rows; however many look on, a large campaign is read at
most one twentieth of the time (`portal.common.sparing`).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from enrollment.enums import Channel
from notices.enums import ARRIVED_STATES, PENDING_STATES, CampaignState, DeliveryState
from notices.models import Campaign, CampaignFigure, CampaignTold
from notices.queries.cancelled import CANCELLED, STATE_CHOICES
from portal.common import audit
from portal.common.sparing import sparing

RATE_SECONDS = 60
STEPS = (5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400, 28 * 86_400)
MOST_POINTS = 24

LABELS = dict(STATE_CHOICES)

_COUNT = """
SELECT CASE WHEN d.state = 'withdrawn' AND d.reason = 'campaign_cancelled'
            THEN 'cancelled' ELSE d.state END,
       d.channel, count(*), count(*) FILTER (WHERE d.claimed_at > %s AND d.state <> ALL(%s))
  FROM notices_delivery d
 WHERE d.campaign_id = %s
 GROUP BY 1, 2"""

_PEOPLE = "SELECT count(*) FROM (SELECT DISTINCT person_id FROM notices_delivery WHERE campaign_id = %s) p"

_COURSE = """
SELECT floor(date_part('epoch', m.at) / %s)::bigint, m.kind, count(*)
  FROM notices_delivery d
 CROSS JOIN LATERAL (VALUES ('handed_over', d.handed_over_at), ('arrived', d.delivered_at),
                            ('opened', d.opened_at)) AS m (kind, at)
 WHERE d.campaign_id = %s AND m.at IS NOT NULL
 GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Figures:
    """`rows`: {state, label, total, a number for each channel} of the states that occur, in the order of a
    message's life. `rate` is messages a minute over the last minute, or since it began or went on when
    that is less; `left` the time until the last is out at that rate, None when nothing moves.
    `is_beginning`: it began or went on within the last minute and nothing is out since.
    """

    rows: list[dict]
    messages: int
    people: int
    rate: int
    left: timedelta | None
    is_beginning: bool

    def of(self, *states: str) -> int:
        return sum(row["total"] for row in self.rows if row["state"] in states)

    @property
    def waiting(self) -> int:
        return self.of(*PENDING_STATES)

    @property
    def done(self) -> int:
        return self.messages - self.waiting - self.cancelled

    @property
    def cancelled(self) -> int:
        """Never sent, because the campaign was given up."""
        return self.of(CANCELLED)

    @property
    def left_us(self) -> int:
        """What was sent, whatever became of it."""
        return self.done - self.of(DeliveryState.WITHDRAWN)

    @property
    def arrived(self) -> int:
        return self.of(*ARRIVED_STATES)

    @property
    def unconfirmed(self) -> int:
        return self.of(DeliveryState.UNCONFIRMED)

    @property
    def not_reached(self) -> int:
        return self.of(DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.EXPIRED)

    @property
    def may_be_resent(self) -> bool:
        return bool(self.not_reached or self.unconfirmed or self.cancelled)


@dataclass(frozen=True, slots=True)
class Point:
    """Messages so far at a moment."""

    at: datetime
    handed_over: int
    arrived: int
    opened: int


@dataclass(frozen=True, slots=True)
class Course:
    """`points` stand `step` seconds apart, oldest first."""

    step: int
    points: list[Point]


def figures(campaign: Campaign) -> Figures:
    """As they are now, or were a moment ago when there are very many."""
    moving_since = _moving_since(campaign)
    since = moving_since and int(moving_since.timestamp() * 1000)
    key = f"campaign-figures:{campaign.pk}:{campaign.state}:{since}"
    return sparing(key, lambda: _figures(campaign, moving_since))


def _moving_since(campaign: Campaign) -> datetime | None:
    """When it began or last went on after a pause; None while it does not move."""
    if campaign.state != CampaignState.SENDING:
        return None
    resumed = audit.history(campaign).filter(action="campaign.resume").last()
    return resumed.at if resumed else campaign.started_at


def _figures(campaign: Campaign, moving_since: datetime | None) -> Figures:
    now = timezone.now()
    minute_ago = now - timedelta(seconds=RATE_SECONDS)
    since = max(moving_since or minute_ago, minute_ago)
    pending = sorted(state.value for state in PENDING_STATES)
    found = _kept(campaign) if campaign.recipients_forgotten_at else _counted(campaign, since, pending)
    rows: dict[str, dict] = {}
    for state, channel, total, _recent in found:
        none = dict.fromkeys(("total", *Channel.values), 0)
        row = rows.setdefault(state, {"state": state, "label": LABELS[state], **none})
        row[channel] += total
        row["total"] += total
    messages = sum(row["total"] for row in rows.values())
    waiting = sum(rows[state]["total"] for state in PENDING_STATES if state in rows)
    recent = sum(recent for *_group, recent in found)
    rate = round(recent * 60 / max((now - since).total_seconds(), 1)) if moving_since else 0
    return Figures(
        rows=[rows[state] for state in LABELS if state in rows],
        messages=messages,
        people=sparing(f"campaign-people:{campaign.pk}:{messages}", lambda: people(campaign)),
        rate=rate,
        left=timedelta(minutes=waiting / rate) if waiting and rate else None,
        is_beginning=bool(waiting and not recent and since > minute_ago),
    )


def counted(campaign: Campaign) -> list[tuple[str, str, int]]:
    """State, channel and number of its messages, as `figures` tells them, at this moment."""
    found = _counted(campaign, timezone.now(), [])
    return [(state, channel, number) for state, channel, number, _recent in found]


def _counted(campaign: Campaign, since: datetime, pending: list[str]) -> list[tuple[str, str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, pending, campaign.pk])
        return cursor.fetchall()


def _kept(campaign: Campaign) -> list[tuple[str, str, int, int]]:
    """Of a campaign whose recipients were forgotten."""
    rows = CampaignFigure.objects.filter(campaign=campaign)
    return [(row.state, row.channel, row.deliveries, 0) for row in rows]


def people(campaign: Campaign) -> int:
    """How many it is for, however many messages each gets; how many it reached, where they were forgotten."""
    if campaign.recipients_forgotten_at:
        return CampaignTold.objects.get(campaign=campaign).people
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [campaign.pk])
        return cursor.fetchone()[0]


def course(campaign: Campaign) -> Course | None:
    """How the numbers grew, at so many moments as one can read; None while nothing is out."""
    return sparing(f"campaign-course:{campaign.pk}:{campaign.state}", lambda: _course(campaign))


def _course(campaign: Campaign) -> Course | None:
    finest = STEPS[0]
    with connection.cursor() as cursor:
        cursor.execute(_COURSE, [finest, campaign.pk])
        counted = cursor.fetchall()
    if not counted:
        return None
    first, last = (choose(bucket for bucket, _kind, _count in counted) * finest for choose in (min, max))
    step = next((step for step in STEPS if last // step - first // step < MOST_POINTS), STEPS[-1])
    added: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for bucket, kind, count in counted:
        added[bucket * finest // step][kind] += count
    sums: dict[str, int] = defaultdict(int)
    points = []
    for place in range(first // step, last // step + 1):
        for kind, count in added[place].items():
            sums[kind] += count
        at = min(datetime.fromtimestamp((place + 1) * step, UTC), timezone.now())
        points.append(Point(at, sums["handed_over"], sums["arrived"], sums["opened"]))
    return Course(step, points)
