"""What people do with a mail: written down as it comes, judged a moment later, counted when it was people.

A scanner follows every link before the reader sees the mail, a proxy fetches its images. So what comes within
seconds of the hand-over, from a known scanner, or within a second of two links is a machine's, an image as
well as a link. What is left says that somebody had the mail open, never who: nothing may be served or ended
by it.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notices.domain.response_links import Token
from notices.enums import DeliveryState, ResponseKind
from notices.models import Campaign, Delivery
from notices.validators.links import counted_links

_BATCH = 5000

_MACHINES = re.compile(
    r"^$|^Mozilla/5\.0$|ImageProxy|MailProxy|SafeLinks|Existence Discovery|Barracuda|Mimecast|Proofpoint|"
    r"Trend Micro|Symantec|FireEye|bot\b|bot/|crawler|spider|preview|scrap|facebookexternalhit|"
    r"curl|wget|python|okhttp|Java/|Go-http-client|libwww|HeadlessChrome",
    re.IGNORECASE,
)
"""Browsers of nobody: proxies of mail providers (Apple's says `Mozilla/5.0` and no more), scanners, tools."""

RAISED = (
    *(DeliveryState.HANDED_OVER, DeliveryState.ACCEPTED, DeliveryState.DELIVERED),
    *(DeliveryState.UNCONFIRMED, DeliveryState.FAILED, DeliveryState.BOUNCED),
)
"""States a mail somebody opened was wrong about. One that fell back stays so: its text is out."""

_NOTE = """
INSERT INTO notices_messageresponse (delivery_id, kind, link_no, at, by_machine)
SELECT d.id, %(kind)s, %(link_no)s, %(now)s,
       %(by_machine)s OR d.handed_over_at IS NULL OR d.handed_over_at > %(handed_over_before)s
  FROM notices_delivery d
 WHERE d.id = %(delivery)s
ON CONFLICT DO NOTHING"""

_JUDGE = """
WITH due AS (
    SELECT r.id, r.delivery_id, r.kind, r.link_no, r.at, r.by_machine
      FROM notices_messageresponse r
     WHERE r.counted_at IS NULL AND r.at <= %(until)s
     ORDER BY r.at
     LIMIT %(size)s
       FOR UPDATE SKIP LOCKED
), judged AS (
    SELECT due.*, due.by_machine OR (
           SELECT count(DISTINCT o.link_no) > 1 FROM notices_messageresponse o
            WHERE o.delivery_id = due.delivery_id AND o.kind = 'click'
              AND o.at BETWEEN due.at - interval '1 second' AND due.at + interval '1 second') AS is_machine
      FROM due
), known AS (
    DELETE FROM notices_messageresponse r
     USING judged j
     WHERE r.id = j.id AND j.is_machine AND NOT j.by_machine AND EXISTS (
           SELECT 1 FROM notices_messageresponse o
            WHERE o.delivery_id = j.delivery_id AND o.kind = j.kind AND o.link_no = j.link_no
              AND o.by_machine)
 RETURNING r.id
), written AS (
    UPDATE notices_messageresponse r SET counted_at = %(now)s, by_machine = j.is_machine
      FROM judged j
     WHERE r.id = j.id AND r.id NOT IN (SELECT id FROM known)
), opened AS (
    UPDATE notices_delivery d
       SET state = 'opened', reason = '', opened_at = LEAST(d.opened_at, j.at)
      FROM (SELECT delivery_id, min(at) AS at FROM judged WHERE NOT is_machine GROUP BY delivery_id) j
     WHERE d.id = j.delivery_id AND d.state = ANY(%(raised)s)
)
SELECT count(*) FROM judged"""


def is_machine(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request shows by itself that no person made it."""
    prefetch = headers.get("Sec-Purpose") or headers.get("Purpose") or headers.get("X-Moz") or ""
    agent = headers.get("User-Agent", "").strip()
    return method == "HEAD" or "prefetch" in prefetch.lower() or bool(_MACHINES.search(agent))


def target(token: Token) -> str | None:
    """Where a counted link leads: only into the approved content of its campaign; None for any other."""
    campaign = _campaign(token.delivery_id)
    links = counted_links(campaign.email_body) if campaign else []
    return links[token.link_no - 1] if 0 < token.link_no <= len(links) else None


def note(token: Token, *, by_machine: bool) -> None:
    """Write a response down, the first time; of a campaign that does not measure, nothing."""
    if _campaign(token.delivery_id) is None:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "delivery": token.delivery_id,
                "kind": (ResponseKind.CLICK if token.link_no else ResponseKind.OPEN).value,
                "link_no": token.link_no,
                "now": now,
                "by_machine": by_machine,
                "handed_over_before": now - timedelta(seconds=settings.RESPONSE_MACHINE_SECONDS),
            },
        )


def count_due() -> int:
    """Judge what came in and raise the deliveries people opened; returns how many were judged."""
    judged = 0
    while True:
        found = _count_batch()
        judged += found
        if found < _BATCH:
            return judged


@transaction.atomic
def _count_batch() -> int:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _JUDGE,
            {
                "now": now,
                "until": now - timedelta(seconds=settings.RESPONSE_JUDGED_AFTER_SECONDS),
                "size": _BATCH,
                "raised": [state.value for state in RAISED],
            },
        )
        return cursor.fetchone()[0]


def _campaign(delivery_id: int) -> Campaign | None:
    delivery = Delivery.objects.filter(pk=delivery_id, campaign__tracks_responses=True)
    found = delivery.select_related("campaign").only("campaign__email_body").first()
    return found.campaign if found else None
