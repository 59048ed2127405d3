"""Approval: by somebody else, of what was read; it freezes the content and writes the recipients down."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain import audience
from notices.domain.life.sending import begin_or_wait
from notices.domain.life.steps import OwnDraft, locked, must_be, wrote
from notices.domain.life.writing import content_hash
from notices.domain.readiness import refuse_incomplete, refuse_untimely
from notices.enums import CampaignKind, CampaignState, StartMode
from notices.models import Campaign
from portal.accounts.enums import Permission
from portal.common import audit


@transaction.atomic
def approve(*, campaign: Campaign, by, seen_hash: str) -> Campaign:
    """Approve what was read (`seen_hash`).

    Freezes the content and writes the recipients down; then it begins, waits for its time, or waits for a
    hand, as its start mode says. Raises OwnDraft for whoever wrote or changed it, ValidationError when the
    content changed since it was read, its time is over, nobody would receive it, or it may not go out at this
    hour.
    """
    campaign = locked(campaign, by, Permission.APPROVE_CAMPAIGN)
    if wrote(by, campaign):
        raise OwnDraft
    must_be(campaign, CampaignState.IN_REVIEW)
    if seen_hash != content_hash(campaign):
        raise ValidationError(
            _("읽는 동안 내용이 바뀌었습니다. 바뀐 내용을 다시 확인하고 승인해 주세요."), code="changed"
        )
    now = timezone.now()
    refuse_incomplete(campaign, audience.segment_of(campaign))
    if campaign.kind == CampaignKind.PROMOTIONAL and campaign.start_mode == StartMode.ON_APPROVAL:
        refuse_untimely(campaign, now)
    campaign.content_hash = seen_hash
    campaign.approved_by, campaign.approved_at = by, now
    _write_down(campaign, by)
    return campaign


def _write_down(campaign: Campaign, by) -> None:
    messages = audience.snapshot(campaign)
    if not messages:
        raise ValidationError(
            _("지금 조건에 맞는 받을 사람이 없습니다. 대상을 바꾸도록 돌려보내 주세요."), code="nobody"
        )
    audit.record(by=by, action="campaign.approve", obj=campaign, messages=messages)
    match campaign.start_mode:
        case StartMode.BY_HAND:
            campaign.state = CampaignState.APPROVED
            campaign.save()
        case StartMode.AT_TIME:
            campaign.state = CampaignState.SCHEDULED
            campaign.save()
        case _:
            begin_or_wait(campaign, by=by)
