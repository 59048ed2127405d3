"""Openings and followed links of a campaign: people's, with what machines did told beside them."""

from dataclasses import dataclass

from django.db import connection

from notices.enums import ResponseKind
from notices.models import Campaign
from notices.validators.links import counted_links
from portal.common.sparing import sparing

CLICKS = "r.kind = 'click' AND NOT r.by_machine AND r.counted_at IS NOT NULL"
"""Responses `r` that count as following a link."""

_COUNT = """
SELECT r.kind, r.link_no, count(DISTINCT r.delivery_id) FILTER (WHERE NOT r.by_machine),
       count(*) FILTER (WHERE r.by_machine)
  FROM notices_messageresponse r JOIN notices_delivery d ON d.id = r.delivery_id
 WHERE d.campaign_id = %s AND r.counted_at IS NOT NULL
 GROUP BY GROUPING SETS ((r.kind), (r.kind, r.link_no))"""


@dataclass(frozen=True, slots=True)
class Responses:
    """`opened`: mails somebody opened or followed a link of; `clicked`: those a link of which was followed.

    `links`: (address, mails it was followed in), in the order of the text. `machines`: responses not counted.
    """

    opened: int
    clicked: int
    links: list[tuple[str, int]]
    machines: int


def responses_of(campaign: Campaign) -> Responses | None:
    """None of a campaign that does not measure."""
    if not campaign.tracks_responses:
        return None
    return sparing(f"campaign-responses:{campaign.pk}", lambda: _responses(campaign))


def _counted(campaign: Campaign) -> dict[tuple[str, int | None], list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [campaign.pk])
        return {(kind, number): found for kind, number, *found in cursor.fetchall()}


def _responses(campaign: Campaign) -> Responses:
    counted = _counted(campaign)
    click = ResponseKind.CLICK.value
    links = enumerate(counted_links(campaign.email_body), 1)
    return Responses(
        opened=campaign.deliveries.filter(opened_at__isnull=False).count(),
        clicked=counted.get((click, None), (0, 0))[0],
        links=[(link, counted.get((click, number), (0, 0))[0]) for number, link in links],
        machines=sum(found[1] for (_kind, number), found in counted.items() if number is None),
    )
