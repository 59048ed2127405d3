"""What every step shares: the row lock, the right to take it, the states it may be taken from."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.enums import CampaignState
from notices.models import Campaign
from portal.accounts.access import may, require
from portal.accounts.api_clients import same_as
from portal.accounts.enums import Permission
from portal.common import audit

REVIEWABLE = (CampaignState.DRAFT, CampaignState.IN_REVIEW)
"""Nobody decided about it yet."""
WAITING = (CampaignState.APPROVED, CampaignState.SCHEDULED)
"""Approved and written down, not begun: an edit drops the approval."""
EDITABLE = (*REVIEWABLE, *WAITING)
UNDER_WAY = (CampaignState.SENDING, CampaignState.PAUSED)


class OwnDraft(PermissionDenied):
    """Approval of what one wrote or changed oneself."""


def row(campaign: Campaign) -> Campaign:
    """The campaign as it is now, locked until the transaction ends."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("topic").get(pk=campaign.pk)


def locked(campaign: Campaign, by, permission: Permission) -> Campaign:
    """Raises PermissionDenied when `by` may not."""
    found = row(campaign)
    require(by, permission, found)
    return found


def steered(campaign: Campaign, by) -> Campaign:
    """The locked campaign for whoever may start, stop or cancel it; `by=None` is the machine."""
    found = row(campaign)
    if by is not None and not may_steer(by, found):
        raise PermissionDenied
    return found


def may_steer(user, campaign: Campaign) -> bool:
    """Pausing and cancelling help against harm: the drafting and the approving side may both do it."""
    return may(user, Permission.DRAFT_CAMPAIGN, campaign) or may(user, Permission.APPROVE_CAMPAIGN, campaign)


def is_due(campaign: Campaign) -> bool:
    """Whether the time it was approved for has come; without one, always."""
    return campaign.send_at is None or campaign.send_at <= timezone.now()


def may_start(user, campaign: Campaign) -> bool:
    """A time was approved with the rest: before it, only who could approve another starts the campaign."""
    if is_due(campaign):
        return may_steer(user, campaign)
    return may(user, Permission.APPROVE_CAMPAIGN, campaign) and not wrote(user, campaign)


def wrote(user, campaign: Campaign) -> bool:
    """Whether the user drafted the campaign or changed it since: then somebody else approves it."""
    same = same_as(user)
    edits = audit.history(campaign).filter(actor__in=same, action="campaign.edit")
    return campaign.drafted_by_id in same or edits.exists()


def must_be(campaign: Campaign, *states: CampaignState) -> None:
    """Raises ValidationError, code `state`, when the campaign stands elsewhere: somebody was faster, or it
    was never there."""
    if campaign.state not in states:
        raise ValidationError(
            _("지금은 ‘%(state)s’ 상태여서 처리하지 않았습니다. 소식의 상태를 다시 확인해 주세요.")
            % {"state": campaign.get_state_display()},
            code="state",
        )
