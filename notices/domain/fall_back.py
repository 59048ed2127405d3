"""Another way to a person the first did not reach: one text, when AlimTalk failed or a mail came back.

Only what provably did not arrive falls back: a message in doubt, one its carrier may still bring and one
that was ever seen to arrive never do. Withdrawal wins: no text where none is wanted, and the claim judges
once more.
"""

from django.db import connection, transaction
from django.utils import timezone

from enrollment.enums import Channel, ContactKind, ContactState
from notices.domain import chunks
from notices.enums import ADDRESSED_KINDS, DeliveryState
from notices.gateways import codes
from notices.models import Campaign, Delivery

# Written together, so that a message has fallen back exactly when its text is a row. Of information a
# telephone gets one text, whoever shares it; who was sent a text of this campaign already is not sent
# another.
_ADD = f"""
WITH failed AS (
    SELECT d.id, d.person_id
      FROM notices_delivery d
     WHERE d.campaign_id = %(campaign)s AND d.channel <> '{Channel.SMS.value}'
       AND d.state IN ('{DeliveryState.FAILED.value}', '{DeliveryState.BOUNCED.value}')
       AND d.reason = ANY(%(reasons)s)
       AND d.delivered_at IS NULL AND d.opened_at IS NULL
       FOR UPDATE SKIP LOCKED
), ways AS (
    SELECT failed.id, failed.person_id, c.id AS contact_id, c.index,
           row_number() OVER (PARTITION BY CASE WHEN %(is_addressed)s THEN failed.person_id::text
                                                ELSE c.index END ORDER BY failed.id) AS place
      FROM failed
      JOIN enrollment_contactpoint c
        ON c.person_id = failed.person_id AND c.kind = '{ContactKind.MOBILE.value}'
       AND c.ended_at IS NULL AND c.state = '{ContactState.ACTIVE.value}'
     WHERE %(is_addressed)s OR EXISTS (
           SELECT 1 FROM notices_subscription s
            WHERE s.person_id = failed.person_id AND s.topic_id = %(topic)s
              AND s.channel = '{Channel.SMS.value}' AND s.ends_at IS NULL)
), added AS (
    INSERT INTO notices_delivery
           (campaign_id, person_id, contact_id, channel, state, reason, gateway_ref, queued_at,
            fallback_of_id)
    SELECT %(campaign)s, w.person_id, w.contact_id, '{Channel.SMS.value}', '{DeliveryState.QUEUED.value}',
           '', '', %(now)s, w.id
      FROM ways w
     WHERE w.place = 1 AND NOT EXISTS (
           SELECT 1 FROM notices_delivery o JOIN enrollment_contactpoint k ON k.id = o.contact_id
            WHERE o.campaign_id = %(campaign)s AND o.channel = '{Channel.SMS.value}'
              AND (o.person_id = w.person_id OR (NOT %(is_addressed)s AND k.index = w.index)))
     ORDER BY w.id
    ON CONFLICT DO NOTHING
    RETURNING fallback_of_id
)
UPDATE notices_delivery d SET state = '{DeliveryState.FELL_BACK.value}'
  FROM added WHERE d.id = added.fallback_of_id"""


@transaction.atomic
def add(campaign: Campaign) -> int:
    """Write one text for each message of a running campaign that failed and may fall back; returns how many.

    Safe to call at any time and at the same time: a message falls back once. None is written when the
    campaign does not run any more: nobody would send it.
    """
    if not campaign.falls_back or not chunks.lock_running(campaign):
        return 0
    reasons = _final_reasons(campaign)
    if not reasons:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "campaign": campaign.pk,
                "topic": campaign.topic_id,
                "is_addressed": campaign.kind in ADDRESSED_KINDS,
                "reasons": reasons,
                "now": timezone.now(),
            },
        )
        return cursor.rowcount


def _final_reasons(campaign: Campaign) -> list[str]:
    """Why messages of the campaign failed, without the reasons after which one may still arrive."""
    failed = Delivery.objects.filter(
        campaign=campaign, state__in=[DeliveryState.FAILED, DeliveryState.BOUNCED]
    ).exclude(channel=Channel.SMS)
    reasons = failed.order_by().values_list("reason", flat=True).distinct()
    return [reason for reason in reasons if not codes.is_undecided(reason)]
