"""Writing a campaign, asking for approval, and being handed it back."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import District, Topic
from notices.domain import audience, preflight
from notices.domain.bells import ring_link_probe
from notices.domain.life import dropping
from notices.domain.life.steps import EDITABLE, WAITING, locked, must_be
from notices.enums import UNREACHED_RESPONSES, CampaignKind, CampaignState, StartMode
from notices.enums.dropped import DroppedFor
from notices.models import AlimtalkTemplate, Campaign, Poll
from notices.segment import Segment
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit


@dataclass(frozen=True, slots=True)
class Content:
    """What an officer writes: everything a reader of the message or an approver sees.

    The fields after `segment` are columns of the campaign under the same names. `poll` is the one it invites
    to, of kind POLL alone; a reminder goes to those who were invited and have not answered.
    """

    kind: str
    title: str
    segment: Segment
    email_subject: str = ""
    email_body: str = ""
    sms_body: str = ""
    alimtalk_template: AlimtalkTemplate | None = None
    alimtalk_values: dict[str, str] = field(default_factory=dict)
    falls_back: bool = False
    tracks_responses: bool = False
    start_mode: str = StartMode.ON_APPROVAL
    send_at: datetime | None = None
    exception_reason: str = ""
    poll: Poll | None = None
    is_reminder: bool = False


COLUMNS = tuple(name for name in Content.__dataclass_fields__ if name != "segment")


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
def edit(*, campaign: Campaign, content: Content, by, seen: str | None = None) -> Campaign:
    """Change a campaign that has not begun.

    Whatever review it was in is over; an approval is dropped, with the recipients that were written down, and
    whoever gave it is told. `seen` is the `version` the editor began with. Raises ValidationError, code
    `changed`, when there is a newer one, and when one that is sent again would reach others than those it did
    not reach.
    """
    campaign = locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    must_be(campaign, *EDITABLE)
    if seen is not None and seen != version(campaign):
        raise ValidationError(
            _(
                "이 화면을 여신 뒤에 소식이 바뀌었습니다. 저장된 소식을 새 창에서 확인해 주세요. "
                "다시 저장하면 적으신 내용으로 바뀝니다."
            ),
            code="changed",
        )
    refuse_wider(campaign, content.segment)
    _refuse_other_poll(campaign, content)
    if campaign.state in WAITING:
        dropping.drop_approval(campaign, by=by, reason=DroppedFor.EDITED)
    dropping.clear_signatures(campaign)
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


def refuse_wider(campaign: Campaign, segment: Segment) -> None:
    """Raise ValidationError when an edit would let a campaign that is sent again reach anybody else."""
    is_kept = segment.response_to == campaign.resend_of_id and segment.response in UNREACHED_RESPONSES
    if campaign.resend_of_id is not None and not is_kept:
        raise ValidationError(
            _(
                "다시 보내는 소식은 지난번에 받지 못한 사람에게만 보냅니다. "
                "지난 소식의 조건을 그대로 두어 주세요."
            ),
            code="resend",
        )


def _refuse_other_poll(campaign: Campaign, content: Content) -> None:
    """Raise ValidationError when an edit would let an invitation become something else, or the other way
    round: what it is was decided on the page of the poll."""
    asks = content.poll.pk if content.poll else None
    if (campaign.poll_id, campaign.is_reminder) != (asks, content.is_reminder):
        raise ValidationError(
            _("설문 안내는 설문 화면에서 만든 그대로 두고 글과 때만 고칠 수 있습니다."), code="poll"
        )


def _fill(campaign: Campaign, content: Content) -> None:
    for name in COLUMNS:
        setattr(campaign, name, getattr(content, name))
    # What a campaign is for and whom it goes to cannot say different things.
    if (content.kind == CampaignKind.POLL) != (content.poll is not None):
        raise ValueError("An invitation names its poll, and nothing else does.")
    reminds_of = content.poll.pk if content.is_reminder else None
    if content.segment.unanswered != reminds_of:
        raise ValueError("A reminder goes to those who have not answered, and nothing else does.")
    campaign.topic = Topic.objects.get(code=content.segment.topic)
    campaign.channels = list(content.segment.channels)
    campaign.one_channel = content.segment.one_channel
    campaign.audience = content.segment.to_json()


@transaction.atomic
def submit(*, campaign: Campaign, by) -> Campaign:
    """Ask for approval. Raises ValidationError when something is missing or cannot be sent."""
    campaign = locked(campaign, by, Permission.DRAFT_CAMPAIGN)
    must_be(campaign, CampaignState.DRAFT)
    preflight.refuse(preflight.examine_now(campaign))
    campaign.state = CampaignState.IN_REVIEW
    campaign.review_note = ""
    campaign.save(update_fields=["state", "review_note", "updated_at"])
    audit.record(by=by, action="campaign.submit", obj=campaign)
    if settings.LINK_PROBE:
        ring_link_probe(campaign.pk)
    return campaign


@transaction.atomic
def return_to_draft(*, campaign: Campaign, by, reason: str) -> Campaign:
    """Hand a campaign back to its drafter with the reason."""
    campaign = locked(campaign, by, Permission.APPROVE_CAMPAIGN)
    must_be(campaign, CampaignState.IN_REVIEW)
    dropping.clear_signatures(campaign)
    campaign.state = CampaignState.DRAFT
    campaign.review_note = reason
    campaign.save()
    audit.record(by=by, action="campaign.return", obj=campaign)
    return campaign


def version(campaign: Campaign) -> str:
    """Changes whenever the content does, and when the campaign goes a step on."""
    return f"{campaign.state}-{content_hash(campaign)}"


def content_hash(campaign: Campaign) -> str:
    """SHA-256 of everything an approver answers for."""
    facts = {name: getattr(campaign, name) for name in COLUMNS}
    facts["segment"] = asdict(audience.segment_of(campaign))
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value) -> float | list:
    """The same instant counts as the same, in whatever time zone it was read; a template by its words, a poll
    by what was approved of it."""
    if isinstance(value, Poll):
        return [value.pk, value.content_hash]
    if isinstance(value, AlimtalkTemplate):
        return [value.code, value.body, value.buttons]
    return value.timestamp()
