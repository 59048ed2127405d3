"""What happens by the clock: scheduled campaigns begin, running ones rest at night and go on in the morning.

Safe to run at any time, by several at once: each campaign is judged again under its lock.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notices.domain import hours, lateness
from notices.domain.life import sending, steps
from notices.domain.poll import invite
from notices.enums import CampaignState, PauseReason
from notices.enums.poll import OVER
from notices.models import Campaign

logger = logging.getLogger(__name__)


def start_due() -> int:
    """Begin scheduled campaigns whose time has come; returns how many began, went back to review or wait for
    a hand because their day is over."""
    due = Campaign.objects.filter(_due(), state=CampaignState.SCHEDULED).order_by("send_at", "id")
    return sum(_start(campaign) for campaign in due)


def _due() -> Q:
    return Q(send_at=None) | Q(send_at__lte=timezone.now())


@transaction.atomic
def _start(candidate: Campaign) -> bool:
    campaign = steps.row(candidate)
    if campaign.state != CampaignState.SCHEDULED or not steps.is_due(campaign):
        return False
    now = timezone.now()
    if hours.next_allowed_for(campaign, now) or invite.waits_for_opening(campaign):
        return False
    if lateness.is_too_late(campaign, now):
        sending.wait_for_hand(campaign, now)
        logger.warning("campaign %d missed its day and waits for a hand", campaign.pk)
        return True
    if sending.begin_or_review(campaign, by=None).state == CampaignState.IN_REVIEW:
        logger.warning("campaign %d needs another approval", campaign.pk)
    return True


def keep_hours() -> None:
    """Let running campaigns rest for the night; those that rest for no other reason go on in the morning.

    Those of a poll that closed in the very moment they began are given up.
    """
    for campaign in Campaign.objects.filter(state__in=steps.UNDER_WAY, poll__state__in=OVER):
        try:
            sending.cancel(campaign=campaign, by=None)
        except ValidationError as error:
            # It ended in the same moment, or somebody was faster.
            logger.info("campaign %d was left as it is: %s", campaign.pk, error.code)
    now = timezone.now()
    for campaign in Campaign.objects.filter(state=CampaignState.SENDING):
        if hours.next_allowed_for(campaign, now):
            sending.pause(campaign=campaign, by=None, reason=PauseReason.QUIET_HOURS)
    resting = Campaign.objects.filter(state=CampaignState.PAUSED, pause_reason=PauseReason.QUIET_HOURS)
    for campaign in resting:
        if not hours.next_allowed_for(campaign, now):
            _go_on(campaign)


@transaction.atomic
def _go_on(candidate: Campaign) -> None:
    campaign = steps.row(candidate)
    if campaign.state == CampaignState.PAUSED and campaign.pause_reason == PauseReason.QUIET_HOURS:
        sending.resume(campaign=campaign, by=None)
