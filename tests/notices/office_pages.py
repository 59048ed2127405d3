"""The pages of the office, for tests that open them."""

from django.urls import reverse

from notices.domain import life
from notices.models import Campaign
from tests.notices.campaigns import SMS_BODY, in_review

FORM = {
    "title": "구두바자회 안내",
    "kind": "public_info",
    "topic": "culture",
    "channels": ["sms", "email"],
    "start_mode": "on_approval",
    "sms_body": SMS_BODY,
    "email_subject": "[성동구] 구두바자회",
    "email_body": "{이름}님, 안녕하세요.",
}


def url(name: str, campaign: Campaign, *args) -> str:
    return reverse(name, args=[campaign.pk, *args])


def text_of(response) -> str:
    return response.content.decode()


def sending(approver, officer=None) -> Campaign:
    campaign = in_review(officer)
    campaign.refresh_from_db()
    return life.approve(campaign=campaign, by=approver, seen_hash=life.content_hash(campaign))
