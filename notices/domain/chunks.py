"""Cutting a campaign's deliveries into chunks, and ringing for them."""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now

from notices import channels
from notices.domain.bells import ring_dispatch
from notices.enums import CampaignState, ChunkState
from notices.models import Campaign, Chunk

# Rows are written with rising ids, so those beyond the last chunk are new. One that was committed late, with
# an id below, is cut when no chunk is open any more: the end of a campaign waits for it (`finish`).
_CUT = """
WITH loose AS (
    SELECT d.id, d.channel,
           (row_number() OVER (PARTITION BY d.channel ORDER BY d.id) - 1) / sizes.size AS part
      FROM notices_delivery d
      JOIN unnest(%(channels)s::text[], %(sizes)s::int[]) AS sizes (channel, size)
        ON sizes.channel = d.channel
     WHERE d.campaign_id = %(campaign)s AND d.state = 'queued' AND d.id > %(after)s
)
INSERT INTO notices_chunk (campaign_id, channel, first_id, last_id, state, owner, due_at)
SELECT %(campaign)s, channel, min(id), max(id), 'queued', '', statement_timestamp()
  FROM loose GROUP BY channel, part ORDER BY part, channel
RETURNING id"""


@transaction.atomic
def cut(campaign: Campaign) -> list[int]:
    """Put queued deliveries of a running campaign no chunk covers into chunks, each as much as its channel
    sends in one go, and ring after commit. Returns the ids of the new chunks; safe to call again and at the
    same time.
    """
    if not lock_running(campaign):
        return []
    parameters = {
        "campaign": campaign.pk,
        "after": _last_covered(campaign),
        "channels": list(channels.codes()),
        "sizes": [size_of(channel) for channel in channels.codes()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CUT, parameters)
        chunk_ids = [chunk_id for (chunk_id,) in cursor.fetchall()]
    ring_dispatch(len(chunk_ids))
    return chunk_ids


def lock_running(campaign: Campaign) -> bool:
    """Keep a campaign from being stopped or finished until the transaction ends; whether it still runs."""
    running = Campaign.objects.select_for_update(of=("self",)).filter(state=CampaignState.SENDING)
    return running.filter(pk=campaign.pk).first() is not None


def _last_covered(campaign: Campaign) -> int:
    made = Chunk.objects.filter(campaign=campaign)
    if not made.exclude(state=ChunkState.DONE).exists():
        return 0
    return made.aggregate(last=Max("last_id"))["last"]


def size_of(channel_code: str) -> int:
    return min(channels.of(channel_code).window, settings.DISPATCH_CHUNK_SIZE)


def ring(campaign: Campaign) -> None:
    """Ring for the waiting chunks, as when a paused campaign goes on; the sweeper would, a little later."""
    ring_dispatch(Chunk.objects.filter(campaign=campaign, state=ChunkState.QUEUED).count())


def ring_due() -> int:
    """Ring for chunks of running campaigns that wait and are due; returns how many there are."""
    due = Chunk.objects.filter(
        state=ChunkState.QUEUED, due_at__lte=Now(), campaign__state=CampaignState.SENDING
    )
    waiting = due.count()
    ring_dispatch(waiting)
    return waiting
