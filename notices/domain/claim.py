"""Taking work: the lease on a chunk, and the claim on its rows. Withdrawal wins at the claim.

Both are single statements whose conditions stand on the row they change, so two workers at the same
moment cannot both win.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from notices.domain.render import Recipient
from notices.enums import CampaignKind, StopReason
from notices.models import Campaign, Chunk
from notices.queries.recipients import CONSENTS
from portal.common import crypto

_LEASE = """
UPDATE notices_chunk k
   SET state = 'claimed', owner = %(owner)s, lease_until = %(lease_until)s
  FROM notices_campaign c
 WHERE k.id = %(chunk)s AND k.state = 'queued' AND c.id = k.campaign_id AND c.state = 'sending'"""

_CLAIM = f"""
WITH held AS (
    UPDATE notices_chunk k SET lease_until = %(lease_until)s
      FROM notices_campaign c
     WHERE k.id = %(chunk)s AND k.owner = %(owner)s AND k.state = 'claimed'
       AND c.id = k.campaign_id AND c.state = 'sending'
 RETURNING k.id, c.topic_id
), picked AS (
    SELECT d.id, d.person_id, d.contact_id, d.channel, held.topic_id
      FROM notices_delivery d JOIN held ON held.id = d.chunk_id
     WHERE d.state = 'queued' AND d.id > %(after)s
     ORDER BY d.id
     LIMIT %(window)s
       FOR UPDATE OF d SKIP LOCKED
), judged AS (
    SELECT picked.id, picked.person_id, p.name, g.name AS dong_name, k.value,
           CASE
           WHEN h.closed_on IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM enrollment_enrollmentperiod e WHERE e.person_id = p.id AND e.ends_on IS NULL)
           THEN '{StopReason.LEFT}'
           WHEN k.ended_at IS NOT NULL THEN '{StopReason.CONTACT_CHANGED}'
           WHEN k.state <> 'active' THEN '{StopReason.CONTACT_DEAD}'
           WHEN EXISTS (
                SELECT 1 FROM unnest(%(purposes)s::text[]) AS needed (purpose)
                 WHERE NOT COALESCE(
                    (SELECT q.given FROM enrollment_consent q
                      WHERE q.person_id = p.id AND q.purpose = needed.purpose
                      ORDER BY q.id DESC LIMIT 1), false))
           THEN '{StopReason.CONSENT_WITHDRAWN}'
           WHEN %(needs_subscription)s AND NOT EXISTS (
                SELECT 1 FROM notices_subscription s
                 WHERE s.person_id = p.id AND s.topic_id = picked.topic_id
                   AND s.channel = picked.channel AND s.ends_at IS NULL)
           THEN '{StopReason.OPT_OUT}'
           ELSE '' END AS stop
      FROM picked
      JOIN enrollment_person p ON p.id = picked.person_id
      JOIN enrollment_household h ON h.id = p.household_id
      JOIN enrollment_dong g ON g.code = h.dong_id
      JOIN enrollment_contactpoint k ON k.id = picked.contact_id
), moved AS (
    UPDATE notices_delivery d
       SET state = CASE WHEN judged.stop = '' THEN 'claimed' ELSE 'withdrawn' END,
           reason = judged.stop, claimed_at = %(now)s
      FROM judged WHERE d.id = judged.id
)
SELECT id, person_id, name, dong_name, value, stop FROM judged ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to send; the address stays encrypted until it is needed."""

    delivery_id: int
    person_id: int
    name: str
    dong_name: str
    encrypted_address: bytes

    def recipient(self) -> Recipient:
        """Raises CryptoError when the address cannot be read."""
        return Recipient(self.name, self.dong_name, self.person_id, crypto.decrypt(self.encrypted_address))


@dataclass(frozen=True, slots=True)
class Window:
    """Rows taken in one go. `last_id` is where the next window begins; None when there was nothing."""

    claimed: list[Claimed]
    last_id: int | None
    is_full: bool


def lease(chunk_id: int, owner: str) -> Chunk | None:
    """Take a waiting chunk of a running campaign; None when there is nothing to take."""
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, {"chunk": chunk_id, "owner": owner, "lease_until": _lease_until()})
        if not cursor.rowcount:
            return None
    return Chunk.objects.select_related("campaign__district").get(pk=chunk_id)


def take(chunk: Chunk, *, owner: str, window: int, after: int) -> Window:
    """Claim up to `window` rows of a leased chunk beyond row `after`, and renew the lease.

    Rows of people who left, changed or lost the contact, withdrew the consent the campaign rests on or
    unsubscribed become withdrawn instead. Nothing is taken when the campaign does not run or the lease
    was lost.
    """
    campaign: Campaign = chunk.campaign
    parameters = {
        "chunk": chunk.pk,
        "owner": owner,
        "window": window,
        "after": after,
        "now": timezone.now(),
        "lease_until": _lease_until(),
        "purposes": [str(purpose) for purpose in CONSENTS[campaign.kind]],
        "needs_subscription": campaign.kind != CampaignKind.STATUTORY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, parameters)
        rows = cursor.fetchall()
    claimed = [Claimed(*row) for *row, stop in rows if not stop]
    return Window(claimed, rows[-1][0] if rows else None, len(rows) == window)


def _lease_until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.DISPATCH_LEASE_SECONDS)
