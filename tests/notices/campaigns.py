"""Campaigns for tests, in the state a test begins with."""

from django.utils import timezone

from enrollment.models import District, Topic
from notices.domain import life as campaigns
from notices.domain.life import Content
from notices.enums import CampaignKind, CampaignState
from notices.models import Campaign
from notices.segment import Segment
from portal.accounts.enums import RoleCode
from tests.factories.accounts import DISTRICT, UserFactory, staff
from tests.factories.polls import poll_of

SMS_BODY = "[성동구] 구두바자회 9.27.(금) 10시 구청광장. 문의 02-2286-5000"


def content(**changes) -> Content:
    """A complete campaign about culture for everybody, by both channels."""
    segment = Segment(
        topic=changes.pop("topic", "culture"),
        channels=tuple(changes.pop("channels", ("sms", "email"))),
        **{
            name: changes.pop(name) for name in ("dongs", "services", "age_from", "age_to") if name in changes
        },
    )
    values = {
        "kind": CampaignKind.PUBLIC_INFO,
        "title": "구두바자회 안내",
        "email_subject": "[성동구] 구두바자회에 오세요",
        "email_body": "{이름}님, 안녕하세요.\n\n{동} 가까운 구청광장에서 구두바자회를 엽니다.",
        "sms_body": SMS_BODY,
        **changes,
    }
    return Content(segment=segment, **values)


def drafted(officer=None, **changes) -> Campaign:
    officer = officer or staff(RoleCode.OFFICER)
    return campaigns.draft(
        content=content(**changes), district=District.objects.get(code=DISTRICT), by=officer
    )


def in_review(officer=None, **changes) -> Campaign:
    campaign = drafted(officer, **changes)
    return campaigns.submit(campaign=campaign, by=campaign.drafted_by)


def approved_campaign(
    topic="culture", channels=("sms",), kind=CampaignKind.PUBLIC_INFO, **changes
) -> Campaign:
    """A campaign that is going out, written directly: it has no recipients of its own."""
    if kind == CampaignKind.POLL and "poll" not in changes:
        changes["poll"] = poll_of()
    now = timezone.now()
    return Campaign.objects.create(
        district=District.objects.get(code=DISTRICT),
        kind=kind,
        title="보내는 소식",
        topic=Topic.objects.get(code=topic),
        channels=list(channels),
        sms_body=SMS_BODY,
        state=CampaignState.SENDING,
        content_hash="0" * 64,
        drafted_by=UserFactory(),
        approved_by=UserFactory(),
        approved_at=now,
        started_at=now,
        **changes,
    )
