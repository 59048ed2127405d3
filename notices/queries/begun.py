"""Campaigns that count in figures, and which of their messages.

What went out of a cancelled campaign did go out: it counts, with the people it reached. What was kept back
when it was cancelled does not, and a campaign of which nothing left is none.
"""

from django.db.models import Q, QuerySet

from notices.enums import PENDING_STATES, CampaignState, DeliveryState
from notices.models import Campaign
from notices.queries.cancelled import CANCELLED

_OUT = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED)
_KEPT_BACK = {*PENDING_STATES, DeliveryState.WITHDRAWN, CANCELLED}


def begun(district_code: str) -> QuerySet[Campaign]:
    """Campaigns on their way or finished, and cancelled ones that reached somebody before."""
    counts = Q(state__in=_OUT) | Q(state=CampaignState.CANCELLED, told__people__gt=0)
    return Campaign.objects.filter(counts, district=district_code, started_at__isnull=False)


def message_counts(message: str = "", campaign: str = "campaign__") -> Q:
    """Which rows of messages with a state count; the prefixes lead to the row and to its campaign."""
    is_cancelled = {f"{campaign}state": CampaignState.CANCELLED}
    return ~Q(**is_cancelled, **{f"{message}state__in": _KEPT_BACK})
