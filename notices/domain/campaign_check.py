"""Every night: what is told of campaigns for good, compared with the deliveries, responses, replies and
prices it was counted from, and counted anew where it differs.

A late opening or reply, and records that were joined or parted since, change what a campaign came to rightly:
it is counted anew without a word. A receipt that comes after that is told: nobody waits for one any more.
Campaigns whose recipients were forgotten have no deliveries any more and stay as they were told.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from notices.domain import reached
from notices.domain.campaign_figures import count, won
from notices.domain.responses import RAISED
from notices.enums import DeliveryState
from notices.models import Campaign, CampaignTold
from notices.queries.kept_people import KEPT
from notices.queries.responses import CLICKS
from notices.validators.sms_text import SmsKind
from portal.common.summary import Compared

STATES, TOLD = "campaign_figure", "campaign_told"
FIGURES = ("people", "opened", "clicked", "replies", "won")

# What was being counted just then: an opening is judged after it was made.
_FINAL = """
final AS (
    SELECT t.campaign_id, c.tracks_responses AS tracks, t.counted_at - interval '1 day' AS since
      FROM notices_campaigntold t JOIN notices_campaign c ON c.id = t.campaign_id
     WHERE t.is_final AND c.recipients_forgotten_at IS NULL)"""

_STATES = f"""
WITH {_FINAL}
SELECT campaign_id, channel, state, t.deliveries, n.deliveries, n.sent, n.opened_then, n.opened
  FROM (SELECT f.* FROM notices_campaignfigure f JOIN final USING (campaign_id)) t
  FULL JOIN (SELECT campaign_id, channel, state, count(*) AS deliveries, count(handed_over_at) AS sent,
                    count(opened_at) FILTER (WHERE tracks AND opened_at <= since) AS opened_then,
                    count(opened_at) FILTER (WHERE tracks) AS opened
               FROM notices_delivery JOIN final USING (campaign_id) GROUP BY 1, 2, 3) n
 USING (campaign_id, channel, state)
 ORDER BY 1, 2, 3"""

_CLICKED = f"""
WITH {_FINAL}
SELECT campaign_id, count(DISTINCT d.id) FILTER (WHERE r.counted_at <= since), count(DISTINCT d.id)
  FROM final JOIN notices_delivery d USING (campaign_id)
  JOIN notices_messageresponse r ON r.delivery_id = d.id
 WHERE tracks AND {CLICKS} GROUP BY 1"""

_REPLIES = f"""
WITH {_FINAL}
SELECT campaign_id, count(*) FILTER (WHERE r.created_at <= since), count(*)
  FROM notices_reply r JOIN final USING (campaign_id) GROUP BY 1"""

_PEOPLE = f"""{KEPT}, {_FINAL}
SELECT campaign_id, count(*), count(*)
  FROM (SELECT DISTINCT campaign_id, COALESCE(k.kept_id, d.person_id)
          FROM notices_delivery d JOIN final USING (campaign_id) LEFT JOIN kept k ON k.id = d.person_id
         WHERE d.handed_over_at IS NOT NULL) people
 GROUP BY 1"""

# With the records that were joined when it was counted.
_PEOPLE_THEN = """
WITH RECURSIVE joined AS (
    SELECT m.absorbed_id AS id, m.kept_id
      FROM enrollment_personmerge m JOIN notices_campaigntold t ON t.campaign_id = %(campaign)s
     WHERE m.merged_at <= t.counted_at AND (m.split_at IS NULL OR m.split_at > t.counted_at)),
step AS (
    SELECT id, kept_id FROM joined
    UNION ALL SELECT step.id, j.kept_id FROM step JOIN joined j ON j.id = step.kept_id)
SELECT count(DISTINCT COALESCE(s.kept_id, d.person_id))
  FROM notices_delivery d
  LEFT JOIN (SELECT * FROM step WHERE kept_id NOT IN (SELECT id FROM joined)) s ON s.id = d.person_id
 WHERE d.campaign_id = %(campaign)s AND d.handed_over_at IS NOT NULL"""

Counts = Mapping[int, tuple[int, int]]
"""By campaign: what the ledger counted at least when the figure was told, and what it counts now."""


@dataclass(slots=True)
class Found:
    """What was compared, and the campaigns to count anew."""

    compared: Compared = field(default_factory=Compared)
    campaigns: set[int] = field(default_factory=set)

    def differs(self, campaign: int, name: str, cell: str, told: int | None, counted: int | None) -> None:
        self.campaigns.add(campaign)
        difference = {"summary": name, "cell": f"{campaign}/{cell}", "told": told, "counted": counted}
        self.compared.differences.append(difference)


def check() -> Compared:
    """Compare what is told for good with the ledgers, and who was newly reached of every campaign; count anew
    what differs."""
    found, states = Found(), _rows(_STATES)
    _compare_states(states, found)
    _compare_figures(states, found)
    for campaign, told, counted in reached.differing():
        found.differs(campaign, TOLD, "newly_reached", told, counted)
    _mend(found.campaigns)
    return found.compared


def _compare_states(states: list[tuple], found: Found) -> None:
    """A late opening takes a mail from the state it was in to `opened`; it adds and removes none."""
    found.compared.rows += len(states)
    late, sums = Counter(), Counter()
    for campaign, channel, state, told, counted, _sent, opened_then, opened in states:
        sums[campaign, channel] += (counted or 0) - (told or 0)
        if state == DeliveryState.OPENED and opened:
            late[campaign, channel] = opened - opened_then
    for campaign, channel, state, told, counted, *_others in states:
        change = (counted or 0) - (told or 0)
        if not change:
            continue
        found.campaigns.add(campaign)
        opened = late[campaign, channel]
        most = opened if state == DeliveryState.OPENED else 0
        least = -opened if state in RAISED else 0
        if sums[campaign, channel] or not least <= change <= most:
            found.differs(campaign, STATES, f"{channel}/{state}", told, counted)


def _compare_figures(states: list[tuple], found: Found) -> None:
    counts = _counts(states)
    final = CampaignTold.objects.filter(is_final=True, campaign__recipients_forgotten_at=None)
    sent = _sent(states)
    for told in final.select_related("campaign").order_by("pk"):
        found.compared.rows += len(FIGURES)
        price = won(told.campaign, sent[told.pk], SmsKind(told.text_kind))
        for name in FIGURES:
            then, now = (price, price) if name == "won" else counts[name].get(told.pk, (0, 0))
            _compare(told, name, then, now, found)


def _compare(told: CampaignTold, name: str, then: int, now: int, found: Found) -> None:
    value = getattr(told, name)
    if value == now:
        return
    found.campaigns.add(told.pk)
    if name == "people":
        [(then,)] = _rows(_PEOPLE_THEN, {"campaign": told.pk})
    if not min(then, now) <= value <= max(then, now):
        found.differs(told.pk, TOLD, name, value, now)


def _counts(states: list[tuple]) -> dict[str, Counts]:
    """Of each figure that is counted from a ledger."""
    opened = defaultdict(lambda: (0, 0))
    for campaign, *_cell, opened_then, opened_now in states:
        then, now = opened[campaign]
        opened[campaign] = (then + (opened_then or 0), now + (opened_now or 0))
    ledgers = {"people": _PEOPLE, "clicked": _CLICKED, "replies": _REPLIES}
    read = {
        name: {row[0]: (row[1], row[2]) for row in _rows(statement)} for name, statement in ledgers.items()
    }
    return {"opened": opened, **read}


def _sent(states: list[tuple]) -> dict[int, dict[str, int]]:
    """Messages handed over, by campaign and channel."""
    sent: dict[int, Counter] = defaultdict(Counter)
    for campaign, channel, _state, _told, _counted, handed_over, *_opened in states:
        if handed_over:
            sent[campaign][channel] += handed_over
    return sent


def _mend(campaigns: set[int]) -> None:
    reached.mend()
    for campaign in Campaign.objects.filter(pk__in=campaigns).order_by("started_at", "pk"):
        count(campaign)
    reached.tell()


def _rows(statement: str, values: dict | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
