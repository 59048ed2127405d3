"""Taking work: the lease on the fairest chunk, and the claim on its rows. Withdrawal wins at the claim.

Both are single statements whose conditions stand on the row they change, so two workers at the same
moment cannot both win. Their times are the database's: the clock of one worker may be wrong.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from enrollment.enums import Channel, ConsentPurpose
from notices.domain.render import Recipient
from notices.enums import ADDRESSED_KINDS, DeliveryState, StopReason
from notices.models import Campaign, Delivery
from notices.queries.poll_marks import answered, is_open
from notices.queries.recipients import ADVERTISING_CONSENT_LASTS, CONSENTS
from portal.common import crypto
from portal.common.prepared import Prepared, array

# The campaign with the fewest chunks in hands comes first, among equals chance decides: so each running
# campaign gets the same share of the workers, and a small one is through long before a large one that began
# earlier. One whose last chunk another worker takes in this moment is passed over.
_LEASE = Prepared("notices_lease", """
WITH fair AS (
    SELECT c.id
      FROM notices_campaign c
     WHERE c.state = 'sending'
     ORDER BY (SELECT count(*) FROM notices_chunk h WHERE h.campaign_id = c.id AND h.state = 'claimed'),
              random()
), chosen AS (
    SELECT due.id
      FROM fair CROSS JOIN LATERAL (
           SELECT k.id
             FROM notices_chunk k
            WHERE k.campaign_id = fair.id AND k.state = 'queued' AND k.due_at <= statement_timestamp()
              AND k.channel = ANY(%(channels)s)
            ORDER BY k.due_at, k.id
            LIMIT 1
              FOR UPDATE SKIP LOCKED) due
     LIMIT 1
)
UPDATE notices_chunk k
   SET state = 'claimed', owner = %(owner)s,
       lease_until = statement_timestamp() + %(seconds)s * interval '1 second'
  FROM chosen
 WHERE k.id = chosen.id
RETURNING k.id, k.campaign_id, k.channel, k.first_id, k.last_id, k.tries""",
    channels="text[]", owner="text", seconds="float",
)  # fmt: skip

_LEASE_ONE = Prepared("notices_lease_one", """
UPDATE notices_chunk k
   SET state = 'claimed', owner = %(owner)s,
       lease_until = statement_timestamp() + %(seconds)s * interval '1 second'
  FROM notices_campaign c
 WHERE k.id = %(chunk)s AND k.state = 'queued' AND c.id = k.campaign_id AND c.state = 'sending'
RETURNING k.id, k.campaign_id, k.channel, k.first_id, k.last_id, k.tries""",
    chunk="bigint", owner="text", seconds="float",
)  # fmt: skip

# `+ 0`: rows are found by their ids. Right after a snapshot the planner takes the table for empty, and would
# read the whole campaign by its index for every chunk.
_CLAIM = Prepared("notices_claim", f"""
WITH held AS (
    SELECT 1 FROM notices_chunk k
     WHERE k.id = %(chunk)s AND k.owner = %(owner)s AND k.state = 'claimed'
       FOR SHARE
), picked AS (
    SELECT d.ctid AS place, d.id, d.person_id, d.contact_id, d.attempts
      FROM notices_delivery d
     WHERE d.id BETWEEN %(first)s AND %(last)s AND d.campaign_id + 0 = %(campaign)s
       AND d.channel = %(channel)s AND d.state = 'queued'
       AND (d.send_after IS NULL OR d.send_after <= statement_timestamp()) AND EXISTS (SELECT 1 FROM held)
     ORDER BY d.id
     LIMIT %(size)s
       FOR UPDATE OF d SKIP LOCKED
), judged AS (
    SELECT picked.place, picked.id, picked.person_id, picked.attempts, p.name, h.dong_id, k.value,
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
           WHEN '{ConsentPurpose.PROMOTIONAL}' = ANY(%(purposes)s::text[])
                AND (SELECT q.at FROM enrollment_consent q
                      WHERE q.person_id = p.id AND q.purpose = '{ConsentPurpose.PROMOTIONAL}'
                      ORDER BY q.id DESC LIMIT 1) <= statement_timestamp() - {ADVERTISING_CONSENT_LASTS}
           THEN '{StopReason.OLD_CONSENT}'
           WHEN %(needs_subscription)s AND NOT EXISTS (
                SELECT 1 FROM notices_subscription s
                 WHERE s.person_id = p.id AND s.topic_id = %(topic)s
                   AND s.channel = %(wish)s AND s.ends_at IS NULL)
           THEN '{StopReason.OPT_OUT}'
           ELSE '' END AS stop
      FROM picked
      JOIN enrollment_person p ON p.id = picked.person_id
      JOIN enrollment_household h ON h.id = p.household_id
      JOIN enrollment_contactpoint k ON k.id = picked.contact_id
), moved AS (
    UPDATE notices_delivery d
       SET state = CASE WHEN judged.stop = '' THEN 'claimed' ELSE 'withdrawn' END,
           reason = judged.stop, claimed_at = statement_timestamp()
      FROM judged WHERE d.ctid = judged.place
)
SELECT id, person_id, name, dong_id, value, attempts, stop FROM judged ORDER BY id""",
    chunk="bigint", owner="text", first="bigint", last="bigint", campaign="bigint", channel="text",
    topic="bigint", size="int", purposes="text[]", needs_subscription="bool", wish="text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lease:
    """A chunk that is ours for a while."""

    chunk_id: int
    campaign_id: int
    channel: str
    first_id: int
    last_id: int
    tries: int
    owner: str


@dataclass(slots=True)
class Claimed:
    """A row that is ours to send; the address stays encrypted until it is needed."""

    delivery_id: int
    person_id: int
    name: str
    dong_id: str
    encrypted_address: bytes
    attempts: int

    def recipient(self, dong_names: Mapping[str, str]) -> Recipient:
        """Raises CryptoError when the address cannot be read."""
        address = crypto.decrypt(self.encrypted_address)
        return Recipient(self.name, dong_names[self.dong_id], self.person_id, address)


@dataclass(frozen=True, slots=True)
class Window:
    """Rows taken in one go. `is_last`: no other of the chunk waited."""

    claimed: list[Claimed]
    is_last: bool


def lease_next(channels: Iterable[str], owner: str) -> Lease | None:
    """Take the chunk whose turn it is among those of these channels; None when none is waiting."""
    return _lease(_LEASE, owner, channels=array(channels))


def lease(chunk_id: int, owner: str) -> Lease | None:
    """Take one waiting chunk of a running campaign, due or not; None when there is nothing to take."""
    return _lease(_LEASE_ONE, owner, chunk=chunk_id)


def _lease(statement: Prepared, owner: str, **parameters) -> Lease | None:
    rows = statement.run(owner=owner, seconds=settings.DISPATCH_LEASE_SECONDS, **parameters)
    return Lease(*rows[0], owner) if rows else None


def take(lease: Lease, campaign: Campaign, *, size: int) -> Window:
    """Claim up to `size` rows of a leased chunk.

    Rows of people who left, changed or lost the contact, withdrew the consent the campaign rests on,
    agreed to advertising too long ago or unsubscribed become withdrawn instead. Nothing is taken when the
    lease was lost.
    """
    if campaign.is_reminder:
        return _take_unanswered(lease, campaign, size)
    return _window(lease, _claim(lease, campaign, size), size)


def _claim(lease: Lease, campaign: Campaign, size: int) -> list[tuple]:
    return _CLAIM.run(
        chunk=lease.chunk_id,
        owner=lease.owner,
        first=lease.first_id,
        last=lease.last_id,
        campaign=lease.campaign_id,
        channel=lease.channel,
        topic=campaign.topic_id,
        size=size,
        purposes=array(CONSENTS[campaign.kind]),
        needs_subscription=campaign.kind not in ADDRESSED_KINDS,
        wish=Channel(lease.channel).wish.value,
    )


def _window(lease: Lease, rows: list[tuple], size: int, without: Collection[int] = ()) -> Window:
    claimed = [Claimed(*row) for *row, stop in rows if not stop and row[1] not in without]
    return Window(claimed, is_last=len(rows) < size or rows[-1][0] >= lease.last_id)


@transaction.atomic
def _take_unanswered(lease: Lease, campaign: Campaign, size: int) -> Window:
    """Of a reminder of a poll: whoever has answered meanwhile is withdrawn before anybody sees the claim, and
    everybody once the poll is not open any more."""
    rows = _claim(lease, campaign, size)
    people = [row[1] for row in rows]
    have = answered(campaign.poll_id, people) if is_open(campaign.poll_id) else set(people)
    if have:
        Delivery.objects.filter(
            pk__in=[row[0] for row in rows if row[1] in have], state=DeliveryState.CLAIMED
        ).update(state=DeliveryState.WITHDRAWN, reason=StopReason.ANSWERED)
    return _window(lease, rows, size, have)
