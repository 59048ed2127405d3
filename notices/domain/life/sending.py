"""Starting, pausing, going on and giving up."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District
from notices.domain import chunks, hours, lateness, preflight
from notices.domain.life import dropping
from notices.domain.life.steps import REVIEWABLE, UNDER_WAY, WAITING, may_start, must_be, steered
from notices.domain.life.writing import content_hash
from notices.domain.poll import invite
from notices.domain.preflight import refuse_untimely
from notices.enums import CampaignKind, CampaignState, DeliveryState, PauseReason, StopReason
from notices.enums.dropped import DroppedFor
from notices.models import Campaign, Delivery
from portal.common import audit

_TOLD = {
    DroppedFor.SIGNER_GONE: "승인한 사람의 계정이 닫혀 시작하지 않았습니다.",
    DroppedFor.CHANGED: "승인한 뒤 내용이 달라져 시작하지 않았습니다.",
    DroppedFor.NEEDS_TWO: "선거 기간이어서 결재자 두 사람이 승인해야 하므로 시작하지 않았습니다.",
    DroppedFor.FINDINGS: "다시 살펴보니 그대로는 보낼 수 없어 시작하지 않았습니다. "
    "소식 화면에서 까닭을 확인해 주세요.",
}
"""What the mail to the drafter says; mails of the office are Korean."""


@transaction.atomic
def start(*, campaign: Campaign, by) -> Campaign:
    """Begin an approved campaign by hand, or a scheduled one before its time.

    Started by hand in the hours of rest, an approved one is scheduled for the morning. It goes back to review
    when its approval no longer holds or would not be enough on this day. Raises PermissionDenied before its
    time for who may not approve it, ValidationError in the hours of rest for advertising and for what waits
    for the morning already.
    """
    campaign = steered(campaign, by)
    must_be(campaign, *WAITING)
    if not may_start(by, campaign):
        raise PermissionDenied
    refuse_unopened(campaign)
    if campaign.state == CampaignState.SCHEDULED or campaign.kind == CampaignKind.PROMOTIONAL:
        refuse_untimely(campaign, timezone.now())
    return begin_or_review(campaign, by=by)


def refuse_unopened(campaign: Campaign) -> None:
    """Raise ValidationError, code `unopened`, for an invitation to a poll that cannot be answered yet."""
    if invite.waits_for_opening(campaign):
        raise ValidationError(
            _("설문이 아직 열리지 않았습니다. 설문이 열린 뒤에 시작해 주세요."), code="unopened"
        )


def begin_or_review(campaign: Campaign, *, by) -> Campaign:
    """Of a locked campaign that was approved earlier: what was right then is asked again."""
    if reason := _obstacle(campaign):
        back_to_review(campaign, by=by, reason=reason)
    else:
        begin_or_wait(campaign, by=by)
    return campaign


def _obstacle(campaign: Campaign) -> DroppedFor | None:
    """Why a campaign that was approved may not begin now; None when it may."""
    if not _signers_are_here(campaign):
        return DroppedFor.SIGNER_GONE
    if not approval_holds(campaign):
        return DroppedFor.CHANGED
    findings = preflight.examine_start(campaign)
    if preflight.needs_second_approver(findings) and campaign.second_approved_by_id is None:
        return DroppedFor.NEEDS_TWO
    if preflight.problems(findings):
        return DroppedFor.FINDINGS
    return None


def begin_or_wait(campaign: Campaign, *, by) -> None:
    """Of a locked campaign whose recipients are written down: send now, or wait for the morning."""
    now = timezone.now()
    if invite.waits_for_opening(campaign):
        campaign.state = CampaignState.SCHEDULED
        campaign.save()
        audit.record(by=None, action="campaign.wait_for_poll", obj=campaign)
        return
    if hours.next_allowed_for(campaign, now):
        campaign.state = CampaignState.SCHEDULED
        campaign.save()
        audit.record(by=None, action="campaign.wait_for_morning", obj=campaign)
        return
    campaign.round_no = _next_round_no(campaign)
    campaign.state, campaign.started_at = CampaignState.SENDING, now
    campaign.save()
    chunks.cut(campaign)
    late = {} if by else _minutes(lateness.late_by(campaign, now))
    audit.record(by=by, action="campaign.start", obj=campaign, round_no=campaign.round_no, **late)


def wait_for_hand(campaign: Campaign, now: datetime) -> None:
    """Of a locked campaign whose day went by before it began: somebody decides, and its drafter is told."""
    campaign.state = CampaignState.APPROVED
    campaign.save(update_fields=["state", "updated_at"])
    late = _minutes(lateness.late_by(campaign, now))
    audit.record(by=None, action="campaign.missed", obj=campaign, **late)
    dropping.tell(
        campaign.drafted_by,
        campaign,
        subject=f"정한 날에 나가지 못했습니다: {campaign.title}",
        text="정한 때에 시작하지 못하고 그날이 지났습니다. 직접 시작하거나 고치거나 취소해 주세요.",
    )


def _minutes(late: timedelta) -> dict[str, int]:
    """For the history; empty when it was in time."""
    return {"late_minutes": round(late.total_seconds() / 60)} if late else {}


def approval_holds(campaign: Campaign) -> bool:
    """Whether it is still what was approved, by people whose accounts are still open."""
    return _signers_are_here(campaign) and campaign.content_hash == content_hash(campaign)


def _signers_are_here(campaign: Campaign) -> bool:
    signers = [campaign.approved_by, campaign.second_approved_by]
    return all(signer.is_active for signer in signers if signer is not None)


def back_to_review(campaign: Campaign, *, by, reason: DroppedFor) -> None:
    """Somebody else must approve a locked campaign that has not begun; its drafter is told why."""
    dropping.drop_approval(campaign, by=by, reason=reason)
    campaign.state = CampaignState.IN_REVIEW
    campaign.save()
    dropping.tell(
        campaign.drafted_by,
        campaign,
        subject=f"다시 결재해야 합니다: {campaign.title}",
        text=f"{_TOLD[reason]} 다시 승인을 받아야 나갑니다.",
    )


def _next_round_no(campaign: Campaign) -> int:
    """Each district counts its own; numbers are taken one at a time under its lock."""
    District.objects.select_for_update().get(pk=campaign.district_id)
    numbered = Campaign.objects.filter(district=campaign.district_id)
    return (numbered.aggregate(last=Max("round_no"))["last"] or 0) + 1


@transaction.atomic
def pause(*, campaign: Campaign, by, reason: str = PauseReason.BY_HAND) -> Campaign:
    """Stop handing over; what is in a worker's hands this second still goes.

    `by=None` is the machine, which does nothing when the campaign no longer runs. Whoever pauses one that
    rests for the night keeps it from going on in the morning.
    """
    campaign = steered(campaign, by)
    if by is None and campaign.state != CampaignState.SENDING:
        return campaign
    if campaign.pause_reason == PauseReason.QUIET_HOURS:
        must_be(campaign, CampaignState.PAUSED)
    else:
        must_be(campaign, CampaignState.SENDING)
    campaign.state, campaign.pause_reason = CampaignState.PAUSED, reason
    campaign.save(update_fields=["state", "pause_reason", "updated_at"])
    audit.record(by=by, action="campaign.pause", obj=campaign, reason=str(reason))
    return campaign


@transaction.atomic
def resume(*, campaign: Campaign, by) -> Campaign:
    """Go on sending. Raises ValidationError when it may not go out at this hour."""
    campaign = steered(campaign, by)
    must_be(campaign, CampaignState.PAUSED)
    refuse_untimely(campaign, timezone.now())
    campaign.state, campaign.pause_reason = CampaignState.SENDING, ""
    campaign.save(update_fields=["state", "pause_reason", "updated_at"])
    chunks.ring(campaign)
    audit.record(by=by, action="campaign.resume", obj=campaign)
    return campaign


@transaction.atomic
def cancel(*, campaign: Campaign, by) -> Campaign:
    """Give a campaign up. What is queued is withdrawn, what is out stays out."""
    campaign = steered(campaign, by)
    must_be(campaign, *REVIEWABLE, *WAITING, *UNDER_WAY)
    if campaign.state in REVIEWABLE:
        dropping.clear_signatures(campaign)
    campaign.state, campaign.pause_reason = CampaignState.CANCELLED, ""
    campaign.save()
    stopped = Delivery.objects.filter(campaign=campaign, state=DeliveryState.QUEUED).update(
        state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED
    )
    invite.take_back(campaign)
    audit.record(by=by, action="campaign.cancel", obj=campaign, stopped=stopped)
    return campaign
