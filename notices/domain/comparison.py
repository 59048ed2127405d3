"""Campaigns side by side, and how many messages and people they came to over a period."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from enrollment.models import Dong
from notices.domain import cost, render
from notices.domain.audience import Counts
from notices.domain.measure import SAMPLE_NAME
from notices.enums import ARRIVED_STATES
from notices.models import Campaign
from notices.queries import useful
from notices.queries.kept_people import KEPT
from notices.queries.responses import CLICKS
from notices.validators import sms_text
from notices.validators.links import counted_links
from notices.validators.sms_text import SmsKind
from portal.common.sparing import sparing

_MESSAGES = """
SELECT d.campaign_id, d.channel, count(*), count(*) FILTER (WHERE d.state = ANY(%s)),
       count(*) FILTER (WHERE d.opened_at IS NOT NULL)
  FROM notices_delivery d
 WHERE d.campaign_id = ANY(%s) AND d.handed_over_at IS NOT NULL
 GROUP BY 1, 2"""

_CLICKED = f"""
SELECT d.campaign_id, count(DISTINCT d.id)
  FROM notices_messageresponse r JOIN notices_delivery d ON d.id = r.delivery_id
 WHERE d.campaign_id = ANY(%s) AND {CLICKS}
 GROUP BY 1"""

_OPTED_OUT = """
SELECT s.stopped_by_id, count(DISTINCT s.person_id)
  FROM notices_subscription s
 WHERE s.stopped_by_id = ANY(%s)
 GROUP BY 1"""

_PEOPLE = f"""{KEPT}
SELECT count(DISTINCT COALESCE(k.kept_id, sent.person_id))
  FROM (SELECT DISTINCT d.person_id FROM notices_delivery d
         WHERE d.campaign_id = ANY(%s) AND d.handed_over_at IS NOT NULL) sent
  LEFT JOIN kept k ON k.id = sent.person_id"""


@dataclass(frozen=True, slots=True)
class Compared:
    """`sent`: messages handed over; `opened` and `clicked` are None where nobody counts them, `clicked`
    also of mails without a link; `opted_out`: people who stopped something by its link, by refusing its text
    at the 080 number or by calling its mail spam; `won` at the assumed prices of the day it began; `useful`:
    the share in percent of those who said that it was, None where too few did."""

    campaign: Campaign
    sent: int
    arrived: int
    opened: int | None
    clicked: int | None
    opted_out: int
    won: int
    useful: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`people` counts everybody once (실인원), `messages` each message (연인원)."""

    rows: list[Compared]
    people: int

    @property
    def messages(self) -> int:
        return sum(row.sent for row in self.rows)

    @property
    def won(self) -> int:
        return sum(row.won for row in self.rows)


def compare(campaigns, *, first: date, last: date) -> Comparison:
    """Those of `campaigns` that began between two days, both included, the newest first."""
    begun = campaigns.filter(started_at__date__gte=first, started_at__date__lte=last)
    begun = begun.select_related("topic", "district", "alimtalk_template", "told")
    begun = list(begun.order_by("-started_at", "-id"))
    ids = [campaign.pk for campaign in begun]
    if not ids:
        return Comparison([], 0)
    key = hashlib.sha256(repr(ids).encode()).hexdigest()
    counted, people = sparing(f"campaign-comparison:{key}", lambda: (_counted(ids), _people(ids)))
    dong = longest_dong()
    return Comparison([_compared(campaign, counted, dong) for campaign in begun], people)


def _counted(ids: list[int]) -> dict[str, dict]:
    """Numbers by campaign: messages by channel, arrived, opened, clicked, opted out."""
    sent: dict[int, dict[str, int]] = defaultdict(dict)
    arrived: dict[int, int] = defaultdict(int)
    opened: dict[int, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [sorted(state.value for state in ARRIVED_STATES), ids])
        for pk, channel, messages, reached, looked_at in cursor.fetchall():
            sent[pk][channel] = messages
            arrived[pk] += reached
            opened[pk] += looked_at
        cursor.execute(_CLICKED, [ids])
        clicked = dict(cursor.fetchall())
        cursor.execute(_OPTED_OUT, [ids])
        opted_out = dict(cursor.fetchall())
    return {
        "sent": dict(sent),
        "arrived": dict(arrived),
        "opened": dict(opened),
        "clicked": clicked,
        "opted_out": opted_out,
        "useful": useful.of_campaigns(ids),
    }


def _people(ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [ids])
        return cursor.fetchone()[0]


def _compared(campaign: Campaign, counted: dict[str, dict], dong: str) -> Compared:
    pk, tracks = campaign.pk, campaign.tracks_responses
    has_links = bool(counted_links(campaign.email_body))
    by_channel = counted["sent"].get(pk, {})
    said = counted["useful"].get(pk)
    return Compared(
        campaign=campaign,
        sent=sum(by_channel.values()),
        arrived=counted["arrived"].get(pk, 0),
        opened=counted["opened"].get(pk, 0) if tracks else None,
        clicked=counted["clicked"].get(pk, 0) if tracks and has_links else None,
        opted_out=counted["opted_out"].get(pk, 0),
        won=won(campaign, by_channel, text_kind(campaign, dong)),
        useful=said.percent if said else None,
    )


def won(campaign: Campaign, by_channel: dict[str, int], kind: SmsKind) -> int:
    """What so many messages cost at the prices of the day it began, texts all of one kind. Raises LookupError
    when no price is set for that day."""
    day = timezone.localdate(campaign.started_at)
    return cost.estimate(Counts(by_channel=by_channel), sms_kind=kind, on=day).won


def text_kind(campaign: Campaign, dong: str) -> SmsKind:
    """As it was when the campaign was first counted; before that, of a text to somebody of `dong`."""
    told = getattr(campaign, "told", None)
    if told is not None:
        return SmsKind(told.text_kind)
    sample = render.Recipient(name=SAMPLE_NAME, dong_name=dong, person_id=0)
    return sms_text.measure(render.compile_content(campaign).sms(sample)).kind


def longest_dong() -> str:
    """The dong whose name makes a text the longest."""
    return max(Dong.objects.order_by("name").values_list("name", flat=True), key=len, default="")
