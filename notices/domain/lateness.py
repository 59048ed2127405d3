"""Campaigns the clock could not begin in time: how late they are, and when it is too late."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from notices.domain import hours
from notices.enums import CampaignKind
from notices.models import Campaign
from portal.common import audit

TOLERATED = timedelta(minutes=10)
_ON_TIME = timedelta(0)


def due_at(campaign: Campaign) -> datetime | None:
    """When the clock should begin it, or should have begun it, the hours of rest counted in; None when no
    time was set. One that was told to go at night is due in the morning."""
    told = audit.history(campaign).filter(action="campaign.wait_for_morning")
    if campaign.approved_at:
        told = told.filter(at__gte=campaign.approved_at)
    asked_for = [event.at for event in told] + [campaign.send_at] * (campaign.send_at is not None)
    if not asked_for:
        return None
    return hours.next_allowed_for(campaign, max(asked_for)) or max(asked_for)


def late_by(campaign: Campaign, at: datetime) -> timedelta:
    """How long after its time `at` is; nothing when that is hardly worth a word."""
    due = due_at(campaign)
    late = at - due if due else _ON_TIME
    return late if late > TOLERATED else _ON_TIME


def is_too_late(campaign: Campaign, at: datetime) -> bool:
    """Whether the day it was planned for is over by more than `CAMPAIGN_DAY_OVER_HOURS`: what was news then
    may be none. A statutory notice is due whenever it goes."""
    due = due_at(campaign)
    if due is None or campaign.kind == CampaignKind.STATUTORY:
        return False
    midnight = timezone.localtime(due).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return at > midnight + timedelta(hours=settings.CAMPAIGN_DAY_OVER_HOURS)
