"""Campaigns in the hands of workers, for tests about handing over."""

from collections import Counter

from django.utils import timezone

from notices.domain import deliver
from notices.enums import ChunkState
from notices.models import Campaign, Chunk
from tests.notices.campaigns import approved_campaign


def running(channel="email", **changes):
    campaign = approved_campaign(channels=(channel,), **changes)
    campaign.email_subject = "구두바자회"
    campaign.email_body = "{이름}님, {동} 소식입니다."
    campaign.save()
    return campaign


def states(campaign):
    return dict(Counter(campaign.deliveries.values_list("state", flat=True)))


def run(campaign, owner="worker-1"):
    for chunk_id in list(campaign.chunks.order_by("id").values_list("id", flat=True)):
        deliver.deliver_chunk(chunk_id, owner)


def make_due(campaign):
    """As if the leases had run out and every wait were over."""
    Chunk.objects.filter(campaign=campaign, state=ChunkState.CLAIMED).update(lease_until=timezone.now())
    Chunk.objects.filter(campaign=campaign, state=ChunkState.QUEUED).update(due_at=timezone.now())
    campaign.deliveries.update(send_after=None)


def state_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).state
