"""Approval: by somebody else, of what was read; it freezes the content and writes the recipients down."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain import audience, preflight
from notices.domain.life import dropping
from notices.domain.life.sending import approval_holds, begin_or_wait
from notices.domain.life.steps import OwnDraft, locked, must_be, wrote
from notices.domain.life.writing import content_hash
from notices.enums import CampaignKind, CampaignState, StartMode
from notices.models import Campaign
from portal.accounts.api_clients import same_as
from portal.accounts.enums import Permission
from portal.common import audit


@transaction.atomic
def approve(*, campaign: Campaign, by, seen_hash: str) -> Campaign:
    """Approve what was read (`seen_hash`).

    Freezes the content and writes the recipients down; then it begins, waits for its time, or waits for a
    hand, as its start mode says. In the weeks before an election the first approval only signs, and a second
    person does the rest. Raises OwnDraft for whoever wrote or changed it, ValidationError when the
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
    if campaign.resend_of_id is not None:
        _lock_original(campaign)
    if campaign.approved_by_id is not None and not approval_holds(campaign):
        # Whoever signed first has gone, or did not sign these words: this is the first signature.
        dropping.clear_signatures(campaign)
    now = timezone.now()
    findings = preflight.examine_now(campaign)
    preflight.refuse(findings)
    if campaign.kind == CampaignKind.PROMOTIONAL and campaign.start_mode == StartMode.ON_APPROVAL:
        preflight.refuse_untimely(campaign, now)
    campaign.content_hash = seen_hash
    if _sign(campaign, by, now, needs_two=preflight.needs_second_approver(findings)):
        _write_down(campaign, by)
    return campaign


def _lock_original(campaign: Campaign) -> None:
    """Two that repeat the same campaign see each other's recipients: one is approved after the other."""
    original = campaign.resend_of
    while original.resend_of_id is not None:
        original = original.resend_of
    Campaign.objects.select_for_update(of=("self",)).get(pk=original.pk)


def _sign(campaign: Campaign, by, now: datetime, *, needs_two: bool) -> bool:
    """Put `by` under it; whether that was the last signature it needs."""
    if campaign.approved_by_id in same_as(by):
        raise ValidationError(
            _("이미 승인하셨습니다. 선거 기간에는 다른 결재자 한 명이 더 승인해야 합니다."),
            code="same_approver",
        )
    if campaign.approved_by_id is not None:
        campaign.second_approved_by, campaign.second_approved_at = by, now
        return True
    campaign.approved_by, campaign.approved_at = by, now
    if not needs_two:
        return True
    campaign.save()
    audit.record(by=by, action="campaign.approve_first", obj=campaign)
    return False


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
