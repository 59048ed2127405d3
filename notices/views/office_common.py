"""What the pages of one campaign share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.domain import audience
from notices.domain import campaign as life
from notices.models import Campaign
from notices.queries import campaigns
from portal.accounts.access import may
from portal.accounts.enums import Permission


def find(request, pk: int, permission: Permission = Permission.VIEW_DELIVERIES) -> Campaign:
    """The campaign, when it lies in a district of the user; not found otherwise."""
    return get_object_or_404(campaigns.visible_to(request.user, permission), pk=pk)


def page_context(request, campaign: Campaign, active: str) -> dict:
    """Heading, path and tabs of a campaign's pages."""
    user = request.user
    pages = [
        ("office_campaign", _("전체")),
        ("office_preview", _("미리보기")),
        ("office_deliveries", _("발송 내역")),
    ]
    return {
        "campaign": campaign,
        "segment_sentence": audience.sentence(audience.segment_of(campaign), campaign.kind),
        "is_written_down": campaign.started_at is not None,  # recipients are rows now, no longer a condition
        "may_edit": campaign.state in life.EDITABLE and may(user, Permission.DRAFT_CAMPAIGN, campaign),
        "may_steer": life.may_steer(user, campaign),
        "may_approve": may(user, Permission.APPROVE_CAMPAIGN, campaign) and not life.wrote(user, campaign),
        "is_own": campaign.drafted_by_id == user.pk,
        "tabs": [
            {"label": label, "url": reverse(name, args=[campaign.pk]), "active": name == active}
            for name, label in pages
        ],
    }


def tell(request, error: ValidationError) -> None:
    """Say every reason of a refusal on the next page."""
    for message in error.messages:
        messages.error(request, message)
