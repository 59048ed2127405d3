"""A worker is killed in the middle of a campaign: nobody is lost, nobody is written to twice."""

import random
from collections import Counter

import pytest
from django.conf import settings as configured
from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import Consent
from notices.domain import chunks, outbox, sweep
from notices.enums import CampaignKind, CampaignState, ChunkState, DeliveryState
from notices.models import Campaign, Chunk, DirectMessage
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import address_of, crowd
from tests.reliability.worker import kill, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 1500


def started(channel):
    """By text a statutory notice: it goes at any hour, and so does the test."""
    kind = CampaignKind.STATUTORY if channel == "sms" else CampaignKind.PUBLIC_INFO
    campaign = approved_campaign(channels=(channel,), kind=kind)
    campaign.email_subject, campaign.email_body = "구두바자회", "{이름}님, {동} 소식입니다."
    campaign.save()
    crowd(campaign, PEOPLE, channel=channel)
    consents = list(Consent.objects.all())
    for consent in consents:
        consent.pk, consent.purpose = None, ConsentPurpose.E_NOTICE
    Consent.objects.bulk_create(consents)
    chunks.cut(campaign)
    return campaign


def states(campaign):
    return Counter(campaign.deliveries.values_list("state", flat=True))


def is_finished(campaign):
    return Campaign.objects.get(pk=campaign.pk).state == CampaignState.FINISHED


def let_leases_run_out():
    Chunk.objects.update(lease_until=timezone.now())


def nobody_holds_a_chunk():
    let_leases_run_out()
    sweep.settle_abandoned()
    return not Chunk.objects.filter(state=ChunkState.CLAIMED).exists()


def finish_with_a_new_worker(campaign, queue, log):
    """The broker may have lost every bell: the sweeper rings again for what the database knows."""
    let_leases_run_out()
    sweep.sweep_campaigns()
    with worker(queue, log=log):
        wait_for(lambda: is_finished(campaign), 60, log)


def test_mail_of_a_worker_killed_at_a_random_moment(mail_sink, bells, tmp_path):
    campaign, log = started("email"), tmp_path / "worker.log"
    moment = random.randrange(1, PEOPLE - configured.EMAIL_WINDOW_SIZE)
    with worker("dispatch", log=log) as process:
        wait_for(lambda: mail_sink.count() >= moment, 60, log)
        kill(process)
    bells("dispatch")
    assert not is_finished(campaign)
    finish_with_a_new_worker(campaign, "dispatch", log)

    received = Counter(mail.recipient for mail in mail_sink.newest(limit=2 * PEOPLE))
    found = states(campaign)
    everybody = {address_of("email", number) for number in range(PEOPLE)}
    assert set(received.values()) == {1}, f"somebody got it twice (killed after {moment})"
    assert found[DeliveryState.HANDED_OVER] + found[DeliveryState.UNCONFIRMED] == PEOPLE
    assert found[DeliveryState.UNCONFIRMED] <= configured.EMAIL_WINDOW_SIZE, f"killed after {moment}"
    handed_over = campaign.deliveries.filter(state=DeliveryState.HANDED_OVER).select_related("contact")
    assert {row.contact.value for row in handed_over} <= set(received) <= everybody


def test_texts_of_a_killed_worker_are_settled_by_asking_the_gateway(sms_gateway, bells, tmp_path, settings):
    settings.DISPATCH_UNKNOWN_SECONDS, settings.DISPATCH_AWAY_SECONDS = 2, [0]
    campaign, log = started("sms"), tmp_path / "worker.log"
    with worker("dispatch", log=log) as process:
        wait_for(lambda: sms_gateway.store.count() >= 500, 60, log)
        kill(process)
    bells("dispatch")
    wait_for(nobody_holds_a_chunk, 60, log)
    finish_with_a_new_worker(campaign, "dispatch", log)

    received = Counter(sms.recipient for sms in sms_gateway.store.newest(limit=2 * PEOPLE))
    found = states(campaign)
    assert set(received.values()) == {1}
    assert found == {DeliveryState.HANDED_OVER: PEOPLE} and len(received) == PEOPLE


def test_a_personal_message_overtakes_a_campaign(mail_sink, bells, tmp_path):
    campaign, log = started("email"), tmp_path / "worker.log"
    message = outbox.post(
        purpose="sign_in_code", channel="email", address="me@example.com", subject="코드", text="123456"
    )
    with worker("personal", log=log):
        wait_for(lambda: mail_sink.count("me@example.com") == 1, 60, log)
        wait_for(lambda: state_of(message) == DeliveryState.HANDED_OVER, 10, log)
    assert states(campaign) == {DeliveryState.QUEUED: PEOPLE}
    assert "me@example.com" not in log.read_text() and "123456" not in log.read_text()


def state_of(message):
    return DirectMessage.objects.get(pk=message.pk).state
