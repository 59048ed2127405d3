"""Anew with the same words, when a campaign was given up before it began."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from notices.domain import audience
from notices.domain.life.steps import locked
from notices.domain.life.writing import COLUMNS, Content, draft
from notices.enums import CampaignState, StartMode
from notices.models import Campaign
from portal.accounts.enums import Permission
from portal.common import audit
from portal.common.models import AuditEvent

_ACTION = "campaign.redraft"


def may_be_redrafted(campaign: Campaign) -> bool:
    """Cancelled before anybody got it. An invitation is made on the page of its poll, a repetition on that of
    its original."""
    return (
        campaign.state == CampaignState.CANCELLED
        and campaign.started_at is None
        and campaign.poll_id is None
        and campaign.resend_of_id is None
    )


def redrafted_as(campaign: Campaign) -> Campaign | None:
    """The draft made of it, or what became of that; None when there is none, or it was given up as well."""
    made = AuditEvent.objects.filter(
        action=_ACTION, object_type=Campaign._meta.label_lower, object_id=campaign.pk
    )
    numbers = [event.detail["campaign"] for event in made]
    return Campaign.objects.filter(pk__in=numbers).exclude(state=CampaignState.CANCELLED).first()


@transaction.atomic
def redraft(*, campaign: Campaign, by) -> Campaign:
    """A new draft with content and audience of one that was cancelled before it began; approved as any other.

    Asked again, the draft made before is returned. Its time is not taken over: it may be past. Raises
    ValidationError, code `state`, for any other campaign.
    """
    original = locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    if not may_be_redrafted(original):
        raise ValidationError(
            _("보내기 전에 취소한 소식만 같은 내용으로 다시 기안할 수 있습니다."), code="state"
        )
    if made := redrafted_as(original):
        return made
    content = {name: getattr(original, name) for name in COLUMNS}
    content |= {"start_mode": StartMode.ON_APPROVAL, "send_at": None, "exception_reason": ""}
    segment = audience.segment_of(original)
    again = draft(content=Content(segment=segment, **content), district=original.district, by=by)
    audit.record(by=by, action=_ACTION, obj=original, campaign=again.pk)
    return again
