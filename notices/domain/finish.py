"""The end of a campaign: when every row is in a final state, never because a task returned."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from notices.enums import PENDING_STATES, CampaignState
from notices.models import Campaign, Delivery
from portal.common import audit


@transaction.atomic
def if_done(campaign_id: int) -> bool:
    """Finish a running campaign without a pending row; returns whether this call did."""
    pending = Delivery.objects.filter(campaign=OuterRef("pk"), state__in=PENDING_STATES)
    done = Campaign.objects.filter(~Exists(pending), pk=campaign_id, state=CampaignState.SENDING)
    now = timezone.now()
    if not done.update(state=CampaignState.FINISHED, finished_at=now, updated_at=now):
        return False
    audit.record(by=None, action="campaign.finish", obj=Campaign(pk=campaign_id))
    return True
