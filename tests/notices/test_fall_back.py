from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from enrollment.enums import ContactKind, ContactState
from enrollment.models import ContactPoint
from notices.domain import audience, chunks, deliver, fall_back, finish, preflight, receive, sweep
from notices.enums import CampaignKind, CampaignState, DeliveryState
from notices.gateways import texts
from notices.models import AlimtalkTemplate, Campaign, Delivery, Subscription
from notices.queries.progress import figures
from portal.local.sms_reports import Reporter
from tests.notices.campaigns import approved_campaign, drafted
from tests.notices.crowd import crowd
from tests.servers import running_sms_gateway, sms_url

pytestmark = pytest.mark.django_db

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


@pytest.mark.parametrize("code", ["3104", "3107"])
@pytest.mark.parametrize(("body", "kind"), [("짧은 안내", "SMS"), (LONG, "LMS")])
def test_an_alimtalk_that_failed_is_followed_by_one_text(sms_gateway, code, body, kind):
    campaign = campaign_by("alimtalk")
    Campaign.objects.update(sms_body=body)
    [row] = by_talk(campaign)
    told(row, code)
    for _again in range(3):
        run(campaign)
    assert states(campaign) == {"alimtalk": "fell_back", "sms": "handed_over"}
    [sms] = sms_gateway.store.newest(limit=10)
    assert (sms.kind, sms.text.strip()) == (kind, body.strip())
    text = campaign.deliveries.get(channel="sms")
    assert (text.fallback_of_id, text.person_id) == (row.pk, row.person_id)
    row.refresh_from_db()
    assert row.reason == code


def test_a_mail_that_bounced_is_followed_by_a_text_where_texts_are_taken(sms_gateway):
    campaign = campaign_by("email")
    [taker] = by_mail(campaign)
    told(taker, "5.1.1", "mail")
    run(campaign)
    assert states(campaign) == {"email": "fell_back", "sms": "handed_over"}
    assert sms_gateway.store.count() == 1


def test_no_text_goes_where_none_is_wanted(sms_gateway):
    campaign = campaign_by("email")
    [row] = by_mail(campaign, texts=False)
    told(row, "5.1.1", "mail")
    run(campaign)
    assert states(campaign) == {"email": "bounced"}


def test_withdrawal_between_failure_and_text_wins(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    sweep.sweep_campaigns()
    Subscription.objects.update(ends_at=timezone.now(), reason="opt_out")
    run(campaign)
    assert states(campaign)["sms"] == "withdrawn"
    assert sms_gateway.store.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"state": DeliveryState.UNCONFIRMED},
        {"state": DeliveryState.FAILED, "reason": "3043"},
        {"state": DeliveryState.FAILED, "reason": "3104", "delivered_at": timezone.now()},
        {"state": DeliveryState.DELIVERED},
        {"state": DeliveryState.WITHDRAWN, "reason": "opt_out"},
        {"state": DeliveryState.HANDED_OVER},
        {"state": DeliveryState.EXPIRED},
    ],
)
def test_what_may_have_arrived_or_was_stopped_never_falls_back(change):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    campaign.deliveries.update(**change)
    assert fall_back.add(campaign) == 0


@pytest.mark.parametrize(
    ("provider", "code"), [("mail", "4.2.2"), ("mail", "5.2.2"), ("signed", "soft_bounced")]
)
def test_a_soft_bounce_does_not_fall_back_whoever_tells_of_it(provider, code):
    campaign = campaign_by("email")
    [row] = by_mail(campaign)
    told(row, code, provider)
    assert (fall_back.add(campaign), states(campaign)) == (0, {"email": "bounced"})


def test_what_a_carrier_may_still_bring_does_not_fall_back_in_our_own_words_either():
    campaign = campaign_by("alimtalk")
    given_up, failed = by_talk(campaign, 2)
    told(given_up, "unreached", "signed")
    told(failed, "permanent", "signed")
    assert fall_back.add(campaign) == 1
    assert campaign.deliveries.get(channel="sms").fallback_of_id == failed.pk


def test_nothing_falls_back_where_the_campaign_does_not():
    campaign = campaign_by("alimtalk", falls_back=False)
    [row] = by_talk(campaign)
    told(row, "3104")
    assert fall_back.add(campaign) == 0


def test_a_dead_number_gets_no_text():
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3010")
    assert ContactPoint.objects.get(pk=row.contact_id).state == ContactState.DEAD
    assert fall_back.add(campaign) == 0


@pytest.mark.parametrize(("kind", "texts"), [(CampaignKind.PUBLIC_INFO, 1), (CampaignKind.STATUTORY, 2)])
def test_a_family_with_one_phone_gets_one_text_but_a_notice_each(kind, texts):
    campaign = campaign_by("alimtalk", kind=kind)
    rows = by_talk(campaign, 2)
    shared = ContactPoint.objects.get(pk=rows[0].contact_id)
    ContactPoint.objects.filter(pk=rows[1].contact_id).update(value=shared.value, index=shared.index)
    for row in rows:
        told(row, "3104")
    assert fall_back.add(campaign) == texts
    assert fall_back.add(campaign) == 0


def test_the_database_refuses_a_second_text_for_one_failure():
    campaign = campaign_by("alimtalk")
    first, other = by_talk(campaign, 2)
    told(first, "3104")
    assert fall_back.add(campaign) == 1
    with pytest.raises(IntegrityError):
        Delivery.objects.create(
            campaign=campaign, person=other.person, contact=other.contact, channel="sms",
            queued_at=timezone.now(), fallback_of=first,
        )  # fmt: skip


def test_a_late_arrival_is_told_as_it_is():
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    fall_back.add(campaign)
    told(row, "4000")
    assert states(campaign)["alimtalk"] == "delivered"


@pytest.mark.parametrize(("minutes", "state"), [(9, "sending"), (11, "finished")])
def test_a_campaign_waits_for_failures_but_not_for_ever(minutes, state):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    campaign.deliveries.update(handed_over_at=timezone.now() - timedelta(minutes=minutes))
    finish.if_done(campaign.pk)
    campaign.refresh_from_db()
    assert campaign.state == state


@pytest.mark.parametrize(("minutes", "state"), [(9, "sending"), (11, "finished")])
def test_it_waits_too_for_what_was_accepted_but_whose_worker_died(minutes, state):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    claimed_at = timezone.now() - timedelta(minutes=minutes)
    campaign.deliveries.update(state=DeliveryState.ACCEPTED, handed_over_at=None, claimed_at=claimed_at)
    finish.if_done(campaign.pk)
    campaign.refresh_from_db()
    assert campaign.state == state


def test_a_campaign_that_was_cancelled_or_rests_sends_no_texts(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    for state in (CampaignState.PAUSED, CampaignState.CANCELLED):
        Campaign.objects.update(state=state)
        run(campaign)
    assert states(campaign) == {"alimtalk": "failed"}


@pytest.mark.parametrize("end", [CampaignState.FINISHED, CampaignState.CANCELLED, CampaignState.PAUSED])
def test_a_failure_heard_of_while_the_campaign_ends_is_not_turned_into_a_text_nobody_sends(end):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    seen_running = Campaign.objects.get(pk=campaign.pk)
    told(row, "3104")
    Campaign.objects.update(state=end)
    assert fall_back.add(seen_running) == 0
    campaign.deliveries.update(state=DeliveryState.QUEUED)
    assert chunks.cut(seen_running) == []
    assert not campaign.chunks.exists()


def test_figures_count_people_once_and_both_messages(sms_gateway):
    campaign = campaign_by("alimtalk")
    failed, _arrived = by_talk(campaign, 2)
    told(failed, "3104")
    run(campaign)
    counted = figures(campaign)
    assert (counted.messages, counted.people) == (3, 2)
    rows = {row["state"]: row for row in counted.rows}
    assert (rows["fell_back"]["alimtalk"], rows["fell_back"]["sms"]) == (1, 0)
    assert (rows["handed_over"]["sms"], rows["handed_over"]["alimtalk"]) == (1, 1)


def test_many_failures_fall_back_in_one_statement(django_assert_max_num_queries):
    campaign = campaign_by("alimtalk")
    by_talk(campaign, 300)
    campaign.deliveries.update(state=DeliveryState.FAILED, reason="3104")
    with django_assert_max_num_queries(6):
        assert fall_back.add(campaign) == 300
    assert chunks.cut(campaign)


def test_the_text_it_falls_back_to_is_examined_before_it_goes_out():
    plan = {"channels": ("email",), "falls_back": True, "sms_body": "긴 글 " * 40}
    examined = {finding.code for finding in findings(kind="public_info", **plan)}
    assert {"sms_length", "sender"} <= examined
    assert "advertising" in {finding.code for finding in findings(kind="promotional", **plan)}
    assert not {"sms_length", "sender"} & {f.code for f in findings(kind="public_info", channels=("email",))}


def findings(**changes):
    campaign = drafted(**changes)
    segment = audience.segment_of(campaign)
    return preflight.examine(campaign, segment, audience.Counts(), timezone.now())


def test_a_text_in_place_of_a_mail_rests_at_night(sms_gateway, settings):
    campaign = campaign_by("email")
    [row] = by_mail(campaign)
    told(row, "5.1.1", "mail")
    now = timezone.localtime()
    settings.QUIET_HOURS = ((now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time())
    run(campaign)
    assert states(campaign) == {"email": "fell_back", "sms": "queued"}
    settings.QUIET_HOURS = None
    run(campaign)
    assert states(campaign)["sms"] == "handed_over"


def test_who_was_sent_a_text_already_gets_no_other(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    Delivery.objects.create(
        campaign=campaign, person=row.person, contact=row.contact, channel="sms", queued_at=timezone.now(),
        state=DeliveryState.DELIVERED,
    )  # fmt: skip
    told(row, "3104")
    assert (fall_back.add(campaign), states(campaign)["alimtalk"]) == (0, "failed")


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_over_the_wire(live_server, tmp_path, settings, bells):
    """Members of KakaoTalk, others, and people who blocked us: everybody is reached once."""
    campaign = campaign_by("alimtalk")
    rows = by_talk(campaign, 3)
    campaign.deliveries.update(state=DeliveryState.QUEUED, handed_over_at=None)
    for row, number in zip(rows[1:], ("01000009401", "01000009501"), strict=True):
        ContactPoint.objects.filter(pk=row.contact_id).update(value=number)
    with running_sms_gateway(tmp_path) as (gateway, port):
        settings.SMS_URL = sms_url(port)
        address = f"{live_server.url}/receipts/solapi/"
        reporter = Reporter(gateway, address, secret=settings.SMS_WEBHOOK_SECRET, delay_seconds=0)
        for _round in range(2):
            run(campaign)
            reporter.report_once()
            receive.apply_due()
            sweep.sweep_campaigns()
        texts.gateway(settings.SMS_URL).close()
        sent = Counter((sms.kind, sms.recipient) for sms in gateway.store.newest(limit=20))
    assert sent == {
        ("ATA", rows[0].contact.value): 1, ("ATA", "01000009401"): 1, ("ATA", "01000009501"): 1,
        ("SMS", "01000009401"): 1, ("SMS", "01000009501"): 1,
    }  # fmt: skip
    found = Counter(campaign.deliveries.values_list("channel", "state"))
    assert found == {("alimtalk", "delivered"): 1, ("alimtalk", "fell_back"): 2, ("sms", "delivered"): 2}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED


def test_a_mail_refused_at_the_door_is_followed_by_a_text(mail_sink, sms_gateway):
    campaign = campaign_by("email")
    refused, taken = by_mail(campaign, 2)
    campaign.deliveries.update(state=DeliveryState.QUEUED, handed_over_at=None)
    ContactPoint.objects.filter(pk=refused.contact_id).update(value="bounce1@example.kr")
    run(campaign)
    run(campaign)
    found = Counter(campaign.deliveries.values_list("channel", "state"))
    assert found == {("email", "fell_back"): 1, ("email", "handed_over"): 1, ("sms", "handed_over"): 1}
    assert campaign.deliveries.get(channel="sms").person_id == refused.person_id
    assert ContactPoint.objects.get(pk=refused.contact_id).state == ContactState.DEAD
