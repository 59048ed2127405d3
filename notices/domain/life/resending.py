"""Once more, to whom a campaign that is over did not reach, and to nobody else."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from notices.domain import audience
from notices.domain.life.steps import locked, must_be
from notices.domain.life.writing import COLUMNS, Content, draft
from notices.enums import UNREACHED_RESPONSES, CampaignState, PastResponse, StartMode
from notices.models import Campaign
from notices.segment import Segment
from portal.accounts.enums import Permission
from portal.common import audit
from portal.common.sparing import sparing


@transaction.atomic
def resend(*, campaign: Campaign, whom: PastResponse, by) -> Campaign:
    """A new draft with the content of a campaign that ended or was cancelled on its way, for those it did not
    reach.

    Consent, subscriptions and contacts are judged anew, and it is approved as any other. Raises
    ValidationError when nobody of them could be reached now.
    """
    original = locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    must_be(original, CampaignState.FINISHED, CampaignState.CANCELLED)
    if not is_over(original) or not _people(original, whom):
        raise ValidationError(
            _("다시 보낼 수 있는 사람이 없습니다. 연락처를 고친 뒤에 다시 시도해 주세요."), code="nobody"
        )
    content = {name: getattr(original, name) for name in COLUMNS}
    content |= {"start_mode": StartMode.ON_APPROVAL, "send_at": None, "exception_reason": ""}
    again = draft(
        content=Content(segment=segment_for(original, whom), **content), district=original.district, by=by
    )
    again.resend_of = original
    again.save(update_fields=["resend_of"])
    audit.record(by=by, action="campaign.resend", obj=original, campaign=again.pk)
    return again


def is_over(campaign: Campaign) -> bool:
    """Whether it was sent, to everybody or until it was cancelled."""
    return campaign.started_at is not None and campaign.state in (
        CampaignState.FINISHED,
        CampaignState.CANCELLED,
    )


def resendable(campaign: Campaign) -> dict[PastResponse, int]:
    """How many people a campaign that is over could be sent to again now, without and with those who are
    unsure. Large ones are counted at most one twentieth of the time."""
    return sparing(
        f"campaign-resendable:{campaign.pk}",
        lambda: {
            whom: _people(campaign, whom) for whom in (PastResponse.FAILED, PastResponse.FAILED_OR_UNSURE)
        },
    )


def _people(campaign: Campaign, whom: PastResponse) -> int:
    segment = segment_for(campaign, whom)
    return audience.count(segment, campaign.kind, district=campaign.district_id).people


def segment_for(campaign: Campaign, whom: PastResponse) -> Segment:
    """The people a campaign did not reach, by its own channels."""
    if whom not in UNREACHED_RESPONSES:
        raise ValueError(whom)
    whole = audience.segment_of(campaign)
    alone = Segment(
        topic=whole.topic,
        channels=whole.channels,
        one_channel=whole.one_channel,
        unanswered=whole.unanswered,
    )
    return replace(alone, response_to=campaign.pk, response=whom.value)
