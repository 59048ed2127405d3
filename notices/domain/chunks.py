"""Cutting a campaign's deliveries into chunks, and ringing for them."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notices.domain.bells import ring_chunks
from notices.enums import CampaignState, ChunkState
from notices.models import Campaign, Chunk

_CUT = """
WITH loose AS (
    SELECT id, channel, (row_number() OVER (PARTITION BY channel ORDER BY id) - 1) / %(size)s AS part
      FROM notices_delivery
     WHERE campaign_id = %(campaign)s AND chunk_id IS NULL AND state = 'queued'
), parts AS (
    SELECT channel, part, nextval(pg_get_serial_sequence('notices_chunk', 'id')) AS chunk_id
      FROM (SELECT DISTINCT channel, part FROM loose ORDER BY part, channel) numbered
), made AS (
    INSERT INTO notices_chunk (id, campaign_id, channel, state, owner, lease_until)
    SELECT chunk_id, %(campaign)s, channel, 'queued', '', %(ring_again_at)s FROM parts
), placed AS (
    UPDATE notices_delivery d SET chunk_id = parts.chunk_id
      FROM loose JOIN parts USING (channel, part)
     WHERE d.id = loose.id
)
SELECT chunk_id FROM parts ORDER BY chunk_id"""


@transaction.atomic
def cut(campaign: Campaign) -> list[int]:
    """Put queued deliveries without a chunk into chunks of `DISPATCH_CHUNK_SIZE` per channel and ring for
    each after commit. Returns the ids of the new chunks; safe to call again and at the same time.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            _CUT,
            {
                "campaign": campaign.pk,
                "size": settings.DISPATCH_CHUNK_SIZE,
                "ring_again_at": ring_again_at(),
            },
        )
        chunk_ids = [chunk_id for (chunk_id,) in cursor.fetchall()]
    ring_chunks(chunk_ids)
    return chunk_ids


def ring(campaign: Campaign) -> None:
    """Ring for every waiting chunk, as when a paused campaign goes on; the sweeper would, a little later."""
    waiting = Chunk.objects.filter(campaign=campaign, state=ChunkState.QUEUED)
    ring_chunks(waiting.order_by("id").values_list("id", flat=True))


def ring_overdue() -> int:
    """Ring again for chunks of running campaigns nobody took in time; returns how many."""
    overdue = Chunk.objects.filter(
        state=ChunkState.QUEUED, lease_until__lte=timezone.now(), campaign__state=CampaignState.SENDING
    )
    chunk_ids = list(overdue.order_by("id").values_list("id", flat=True))
    Chunk.objects.filter(pk__in=chunk_ids, state=ChunkState.QUEUED).update(lease_until=ring_again_at())
    ring_chunks(chunk_ids)
    return len(chunk_ids)


def ring_again_at():
    return timezone.now() + timedelta(seconds=settings.DISPATCH_RING_SECONDS)
