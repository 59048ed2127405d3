"""The hours of the day: which messages rest at night, and until when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from enrollment.enums import Channel, ContactKind
from notices.enums import CampaignKind, StartMode
from notices.models import Campaign


def next_allowed(kind: str, channel: str, at: datetime) -> datetime | None:
    """None when such a message may go out at `at`, else when it first may.

    Messages to phones rest between 21:00 and 08:00 (`settings.QUIET_HOURS`): advertising by law (information
    network act, article 50(3), email excepted), public information as a courtesy. Statutory notices go at any
    hour.
    """
    is_bound = kind != CampaignKind.STATUTORY and Channel(channel).contact_kind == ContactKind.MOBILE
    return _morning_after(at) if is_bound and is_quiet(at) else None


def next_allowed_for(campaign: Campaign, at: datetime) -> datetime | None:
    """None when the whole campaign may go out at `at`, else when every channel of it may."""
    times = (next_allowed(campaign.kind, channel, at) for channel in campaign.channels)
    return max((moment for moment in times if moment), default=None)


def planned_start(campaign: Campaign, now: datetime) -> datetime | None:
    """When the campaign begins if it is approved now; None for one that is started by hand."""
    if campaign.start_mode == StartMode.BY_HAND:
        return None
    wanted = max(campaign.send_at, now) if campaign.send_at else now
    return next_allowed_for(campaign, wanted) or wanted


def is_quiet(moment: datetime) -> bool:
    """Whether `moment` lies in the hours of rest."""
    if not settings.QUIET_HOURS:
        return False
    begins, ends = settings.QUIET_HOURS
    clock = timezone.localtime(moment).time()
    return clock >= begins or clock < ends


def _morning_after(moment: datetime) -> datetime:
    _begins, ends = settings.QUIET_HOURS
    local = timezone.localtime(moment)
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, ends))
