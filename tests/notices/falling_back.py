"""Campaigns in tests that fall back on a text: by AlimTalk or mail, and what is told of each message."""

from django.utils import timezone

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint
from notices.domain import deliver, receive, sweep
from notices.enums import DeliveryState
from notices.models import AlimtalkTemplate, Campaign, Delivery, Subscription
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

LONG = "대체로 보내는 긴 안내입니다. " * 6


def template(**changes) -> AlimtalkTemplate:
    values = {
        "code": "KA01TP1", "name": "행사 안내", "approved_on": "2026-01-02",
        "body": "#{이름}님, #{동} #{행사명} 안내입니다.\n#{수신설정}",
        "buttons": [{"name": "자세히 보기", "url": "https://example.kr/#{행사명}"}],
    }  # fmt: skip
    return AlimtalkTemplate.objects.create(**values | changes)


def campaign_by(channel: str, *, falls_back=True, **changes) -> Campaign:
    campaign = approved_campaign(channels=(channel,), **changes)
    campaign.falls_back = falls_back
    if channel == "alimtalk":
        campaign.alimtalk_template, campaign.alimtalk_values = template(), {"행사명": "구두바자회"}
    campaign.email_subject, campaign.email_body = "제목", "본문"
    campaign.save()
    return campaign


def by_talk(campaign, count=1) -> list[Delivery]:
    """People who take texts, each with a message of AlimTalk."""
    rows = crowd(campaign, count, channel="sms")
    now = timezone.now()
    campaign.deliveries.update(channel="alimtalk", state=DeliveryState.HANDED_OVER, handed_over_at=now)
    return rows


def by_mail(campaign, count=1, *, texts=True) -> list[Delivery]:
    """People with a phone and a mail that was handed over."""
    rows = crowd(campaign, count, channel="email")
    for number, row in enumerate(rows):
        value = f"0100000{number:04d}"
        ContactPoint.objects.create(
            person=row.person, kind=ContactKind.MOBILE, value=value,
            index=ContactPoint.index_of(ContactKind.MOBILE, value), started_at=timezone.now(),
        )  # fmt: skip
        if texts:
            Subscription.objects.create(
                person=row.person, topic=campaign.topic, channel="sms", starts_at=timezone.now()
            )
    campaign.deliveries.update(state=DeliveryState.HANDED_OVER, handed_over_at=timezone.now())
    return rows


def told(row, code: str, provider="solapi") -> None:
    event = receive.Event(f"{row.pk}:{code}", deliver.reference_of(row.pk), "", code, {}, None)
    receive.store(provider=provider, events=[event])
    receive.apply_due()


def run(campaign) -> None:
    sweep.sweep_campaigns()
    for chunk_id in campaign.chunks.filter(state="queued").values_list("pk", flat=True):
        deliver.deliver_chunk(chunk_id, "worker-1")


def states(campaign) -> dict[str, str]:
    return dict(campaign.deliveries.order_by("id").values_list("channel", "state"))
