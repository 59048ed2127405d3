"""What the pages of one campaign share."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain import audience, hours, life
from notices.domain.poll import invite
from notices.models import Campaign
from notices.queries import campaigns
from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.common.templatetags.korean import kdatetime


def find(request, pk: int, permission: Permission = Permission.VIEW_DELIVERIES) -> Campaign:
    """The campaign, when it lies in a district of the user; not found otherwise."""
    return get_object_or_404(campaigns.visible_to(request.user, permission), pk=pk)


def page_context(request, campaign: Campaign, active: str) -> dict:
    """Heading, path and tabs of a campaign's pages."""
    user = request.user
    may_redraft = life.may_be_redrafted(campaign) and may(user, Permission.DRAFT_CAMPAIGN, campaign)
    redrafted = life.redrafted_as(campaign) if may_redraft else None
    pages = [
        ("office_campaign", _("전체")),
        ("office_preview", _("미리보기")),
        ("office_deliveries", _("발송 내역")),
    ]
    return {
        "campaign": campaign,
        "segment_sentence": audience.sentence(audience.segment_of(campaign), campaign.kind),
        "is_written_down": campaign.is_written_down,  # recipients are rows now, no longer a condition
        "may_edit": campaign.state in life.EDITABLE and may(user, Permission.DRAFT_CAMPAIGN, campaign),
        "may_draft": may(user, Permission.DRAFT_CAMPAIGN, campaign),
        "may_redraft": may_redraft and redrafted is None,
        "redrafted": redrafted,
        "may_steer": life.may_steer(user, campaign),
        "may_start": campaign.state in life.WAITING and life.may_start(user, campaign),
        "may_approve": may(user, Permission.APPROVE_CAMPAIGN, campaign)
        and not life.wrote(user, campaign)
        and campaign.approved_by_id != user.pk,
        "begins": begins(campaign) if campaign.started_at is None else "",
        "is_own": campaign.drafted_by_id == user.pk,
        "tabs": [
            {"label": label, "url": reverse(name, args=[campaign.pk]), "active": name == active}
            for name, label in pages
        ],
    }


def begins(campaign: Campaign) -> str:
    """When a campaign that has not begun will, in words; hours of rest are counted in."""
    now = timezone.now()
    planned = hours.planned_start(campaign, now)
    if planned is None:
        return _("승인 뒤 직접 시작할 때")
    if invite.waits_for_opening(campaign) and planned < campaign.poll.opens_at:
        return kdatetime(campaign.poll.opens_at)
    if planned == now:
        return _("승인하면 바로 (지금 %(now)s)") % {"now": kdatetime(now)}
    if planned == campaign.send_at:
        return kdatetime(planned)
    return _("%(start)s (밤 시간을 지나서)") % {"start": kdatetime(planned)}


def tell(request, error: ValidationError) -> None:
    """Say every reason of a refusal on the next page."""
    for message in error.messages:
        messages.error(request, message)


def done(request, step: Callable, said: str, page: str, pk: int):
    """Take a step and say so on the page of the thing, or why it was refused."""
    try:
        step()
    except ValidationError as error:
        tell(request, error)
    else:
        messages.success(request, said)
    return redirect(page, pk)


def handed_back(request, step: Callable, page: str, pk: int, *, is_approver: bool):
    """What an approver hands back, or who drafted takes back."""
    returned = _("이유를 적어 기안자에게 돌려보냈습니다.")
    taken_back = _("결재를 되돌렸습니다. 고친 뒤 다시 올려 주세요.")
    return done(request, step, returned if is_approver else taken_back, page, pk)
