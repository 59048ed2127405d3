"""Taking an approval back: what was written down goes, and whoever is concerned is told."""

from django.conf import settings
from django.urls import reverse

from enrollment.enums import Channel
from notices.domain import audience, outbox
from notices.enums.dropped import DroppedFor
from notices.models import Campaign
from portal.common import audit


def drop_approval(campaign: Campaign, *, by, reason: DroppedFor) -> None:
    """Of a locked campaign that was approved and has not begun; the caller saves it.

    Its recipients are deleted: none was sent anything. Who approved is told, except by themselves.
    """
    signers = [campaign.approved_by, campaign.second_approved_by]
    discarded = audience.discard(campaign)
    audit.record(by=by, action="campaign.drop_approval", obj=campaign, messages=discarded, reason=str(reason))
    for signer in signers:
        if signer is not None and signer != by:
            tell(
                signer,
                campaign,
                subject=f"승인이 풀렸습니다: {campaign.title}",
                text="승인하신 소식의 승인이 풀렸습니다. 다시 결재를 올리면 바뀐 내용을 확인해 주세요.",
            )
    clear_signatures(campaign)


def clear_signatures(campaign: Campaign) -> None:
    """Nobody has approved it; the caller saves."""
    campaign.content_hash = ""
    campaign.approved_by = campaign.approved_at = None
    campaign.second_approved_by = campaign.second_approved_at = None


def tell(user, campaign: Campaign, *, subject: str, text: str) -> None:
    """A mail to the office address of an active colleague, with the way to the campaign."""
    if not (user.is_active and user.email):
        return
    address = settings.SITE_URL + reverse("office_campaign", args=[campaign.pk])
    outbox.post(
        purpose="campaign_step",
        channel=Channel.EMAIL,
        address=user.email,
        subject=subject,
        text=f"{text}\n\n{address}",
    )
