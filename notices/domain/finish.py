"""The end of a campaign: when every row is in a final state, never because a task returned."""

from django.db import transaction
from django.utils import timezone

from notices.domain import audience, awaited, chunks, fall_back
from notices.enums import PENDING_STATES, CampaignState, ChunkState
from notices.models import Campaign, Chunk, Delivery
from portal.common import audit


def if_done(campaign_id: int) -> bool:
    """Finish a running campaign without a pending row; returns whether this call did.

    Rows no chunk covers are cut first. Before it ends, who shares the contact of a person that dropped out
    takes their place, and texts go to whom another way did not reach: it goes on. For the word on that it
    waits a while.
    """
    return not (awaited.goes_on(campaign_id) or _has_open_chunk(campaign_id)) and _finish(campaign_id)


@transaction.atomic
def _finish(campaign_id: int) -> bool:
    running = Campaign.objects.select_for_update(of=("self",)).select_related("topic")
    campaign = running.filter(pk=campaign_id, state=CampaignState.SENDING).first()
    # Asked again under the lock: another worker may have added rows meanwhile.
    if campaign is None or _has_open_chunk(campaign_id) or chunks.cut(campaign):
        return False
    if Delivery.objects.filter(campaign=campaign, state__in=PENDING_STATES).exists():
        return False
    if audience.add_stand_ins(campaign) + fall_back.add(campaign):
        chunks.cut(campaign)
        return False
    if awaited.remember(campaign):
        return False
    campaign.state, campaign.finished_at = CampaignState.FINISHED, timezone.now()
    campaign.save(update_fields=["state", "finished_at", "updated_at"])
    audit.record(by=None, action="campaign.finish", obj=campaign)
    return True


def _has_open_chunk(campaign_id: int) -> bool:
    return Chunk.objects.filter(campaign=campaign_id).exclude(state=ChunkState.DONE).exists()
