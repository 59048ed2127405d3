"""The life of a campaign: draft, review, approval by somebody else, sending, and the ways out.

Every step takes the row lock first, so that two people pressing at the same moment meet one after the
other and the second is told what happened.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District, Topic
from notices.domain import audience, chunks
from notices.domain.readiness import refuse_incomplete, refuse_untimely
from notices.enums import CampaignState, DeliveryState, StopReason
from notices.models import Campaign, Delivery
from notices.segment import Segment
from portal.accounts.access import may, require
from portal.accounts.enums import Permission
from portal.common import audit

EDITABLE = (CampaignState.DRAFT, CampaignState.IN_REVIEW)
UNDER_WAY = (CampaignState.SENDING, CampaignState.PAUSED)


class OwnDraft(PermissionDenied):
    """Approval of what one wrote or changed oneself."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an officer writes: everything a reader of the message or an approver sees."""

    kind: str
    title: str
    segment: Segment
    email_subject: str = ""
    email_body: str = ""
    sms_body: str = ""


@transaction.atomic
def draft(*, content: Content, district: District, by) -> Campaign:
    """A new campaign of `by`, who may not approve it later."""
    require(by, Permission.DRAFT_CAMPAIGN, district)
    campaign = assembled(content, district)
    campaign.drafted_by = by
    campaign.save()
    audit.record(by=by, action="campaign.draft", obj=campaign)
    return campaign


@transaction.atomic
def edit(*, campaign: Campaign, content: Content, by) -> Campaign:
    """Change a campaign that is not sent yet; whatever review it was in is over."""
    campaign = _locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    _must_be(campaign, *EDITABLE)
    campaign.state = CampaignState.DRAFT
    _fill(campaign, content)
    campaign.save()
    audit.record(by=by, action="campaign.edit", obj=campaign)
    return campaign


def assembled(content: Content, district: District) -> Campaign:
    """The campaign `content` would become, not saved: for counting bytes while it is written."""
    campaign = Campaign(district=district)
    _fill(campaign, content)
    return campaign


def _fill(campaign: Campaign, content: Content) -> None:
    campaign.kind = content.kind
    campaign.title = content.title
    campaign.topic = Topic.objects.get(code=content.segment.topic)
    campaign.channels = list(content.segment.channels)
    campaign.audience = content.segment.to_json()
    campaign.email_subject = content.email_subject
    campaign.email_body = content.email_body
    campaign.sms_body = content.sms_body


@transaction.atomic
def submit(*, campaign: Campaign, by) -> Campaign:
    """Ask for approval. Raises ValidationError when something is missing or cannot be sent."""
    campaign = _locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    _must_be(campaign, CampaignState.DRAFT)
    refuse_incomplete(campaign, audience.segment_of(campaign))
    campaign.state = CampaignState.IN_REVIEW
    campaign.review_note = ""
    campaign.save(update_fields=["state", "review_note", "updated_at"])
    audit.record(by=by, action="campaign.submit", obj=campaign)
    return campaign


@transaction.atomic
def return_to_draft(*, campaign: Campaign, by, reason: str) -> Campaign:
    """Hand a campaign back to its drafter with the reason."""
    campaign = _locked(campaign, by, Permission.APPROVE_CAMPAIGN)
    _must_be(campaign, CampaignState.IN_REVIEW)
    campaign.state = CampaignState.DRAFT
    campaign.review_note = reason
    campaign.save(update_fields=["state", "review_note", "updated_at"])
    audit.record(by=by, action="campaign.return", obj=campaign)
    return campaign


@transaction.atomic
def approve(*, campaign: Campaign, by, seen_hash: str) -> Campaign:
    """Approve what was read (`seen_hash`) and start sending it.

    Freezes the content, takes the next round number, writes the recipients down and cuts the chunks.
    Raises OwnDraft for whoever wrote or changed it, ValidationError when the content changed since it was
    read, nobody would receive it, or it may not go out at this hour.
    """
    campaign = _locked(campaign, by, Permission.APPROVE_CAMPAIGN)
    if wrote(by, campaign):
        raise OwnDraft
    _must_be(campaign, CampaignState.IN_REVIEW)
    if seen_hash != content_hash(campaign):
        raise ValidationError(
            _("읽는 동안 내용이 바뀌었습니다. 바뀐 내용을 다시 확인하고 승인해 주세요."), code="changed"
        )
    now = timezone.now()
    refuse_incomplete(campaign, audience.segment_of(campaign))
    refuse_untimely(campaign, now)
    campaign.round_no = _next_round_no(campaign)
    campaign.content_hash = seen_hash
    campaign.approved_by, campaign.approved_at = by, now
    campaign.state, campaign.started_at = CampaignState.SENDING, now
    campaign.save()
    messages = audience.snapshot(campaign)
    if not messages:
        raise ValidationError(
            _("지금 조건에 맞는 받을 사람이 없습니다. 대상을 바꾸도록 돌려보내 주세요."), code="nobody"
        )
    chunks.cut(campaign)
    audit.record(
        by=by, action="campaign.approve", obj=campaign, round_no=campaign.round_no, messages=messages
    )
    return campaign


def wrote(user, campaign: Campaign) -> bool:
    """Whether the user drafted the campaign or changed it since: then somebody else approves it."""
    edits = audit.history(campaign).filter(actor=user, action="campaign.edit")
    return campaign.drafted_by_id == user.pk or edits.exists()


def _next_round_no(campaign: Campaign) -> int:
    """Each district counts its own; numbers are taken one at a time under its lock."""
    District.objects.select_for_update().get(pk=campaign.district_id)
    numbered = Campaign.objects.filter(district=campaign.district_id)
    return (numbered.aggregate(last=Max("round_no"))["last"] or 0) + 1


@transaction.atomic
def pause(*, campaign: Campaign, by) -> Campaign:
    """Stop handing over after the chunks now in a worker's hands."""
    campaign = _move(campaign, by, CampaignState.PAUSED, CampaignState.SENDING)
    audit.record(by=by, action="campaign.pause", obj=campaign)
    return campaign


@transaction.atomic
def resume(*, campaign: Campaign, by) -> Campaign:
    """Go on sending. Raises ValidationError when it may not go out at this hour."""
    campaign = _move(campaign, by, CampaignState.SENDING, CampaignState.PAUSED)
    refuse_untimely(campaign, timezone.now(), resuming=True)
    chunks.ring(campaign)
    audit.record(by=by, action="campaign.resume", obj=campaign)
    return campaign


@transaction.atomic
def cancel(*, campaign: Campaign, by) -> Campaign:
    """Give a campaign up. What is queued is withdrawn, what is out stays out."""
    campaign = _move(campaign, by, CampaignState.CANCELLED, *EDITABLE, *UNDER_WAY)
    stopped = Delivery.objects.filter(campaign=campaign, state=DeliveryState.QUEUED).update(
        state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED
    )
    audit.record(by=by, action="campaign.cancel", obj=campaign, stopped=stopped)
    return campaign


def may_steer(user, campaign: Campaign) -> bool:
    """Pausing and cancelling help against harm: the drafting and the approving side may both do it."""
    return may(user, Permission.DRAFT_CAMPAIGN, campaign) or may(user, Permission.APPROVE_CAMPAIGN, campaign)


def _move(campaign: Campaign, by, target: CampaignState, *sources: CampaignState) -> Campaign:
    campaign = _row(campaign)
    if not may_steer(by, campaign):
        raise PermissionDenied
    _must_be(campaign, *sources)
    campaign.state = target
    campaign.save(update_fields=["state", "updated_at"])
    return campaign


def content_hash(campaign: Campaign) -> str:
    """SHA-256 of everything an approver answers for."""
    facts = {
        "kind": campaign.kind,
        "title": campaign.title,
        "segment": asdict(audience.segment_of(campaign)),
        "email_subject": campaign.email_subject,
        "email_body": campaign.email_body,
        "sms_body": campaign.sms_body,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _row(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("topic").get(pk=campaign.pk)


def _locked(campaign: Campaign, by, permission: Permission) -> Campaign:
    row = _row(campaign)
    require(by, permission, row)
    return row


def _must_be(campaign: Campaign, *states: CampaignState) -> None:
    if campaign.state not in states:
        raise ValidationError(
            _("그사이 상태가 ‘%(state)s’(으)로 바뀌어 처리하지 않았습니다. 화면을 다시 확인해 주세요.")
            % {"state": campaign.get_state_display()},
            code="state",
        )
