import socket
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain import chunks, deliver, receive
from notices.enums import CampaignState, DeliveryState, PauseReason
from notices.models import Campaign
from portal.common.models import AuditEvent
from tests.notices.crowd import crowd
from tests.notices.handing_over import make_due, running, states
from tests.notices.mail_moods import mail_server
from tests.notices.wire import dead_port
from tests.servers import sms_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_numbers(settings):
    settings.EMAIL_WINDOW_SIZE = 10
    settings.BREAKER_RESULTS = 20
    settings.BREAKER_LEAST = 20


def refuse(rows):
    for number, row in enumerate(rows):
        ContactPoint.objects.filter(pk=row.contact_id).update(value=f"bounce{number}@example.kr")


def now(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def test_a_campaign_that_is_refused_too_often_pauses_and_says_why(mail_sink):
    campaign = running()
    rows = crowd(campaign, 60)
    refuse(rows[3:30])
    chunks.cut(campaign)
    deliver.work()
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)
    assert states(campaign)[DeliveryState.QUEUED] == 40
    event = AuditEvent.objects.get(action="campaign.pause")
    assert (event.actor, event.detail) == (None, {"reason": "failures"})


def test_a_few_refusals_are_ordinary(mail_sink):
    campaign = running()
    rows = crowd(campaign, 60)
    refuse(rows[::5])
    chunks.cut(campaign)
    deliver.work()
    assert now(campaign).state == CampaignState.FINISHED
    assert states(campaign) == {DeliveryState.HANDED_OVER: 48, DeliveryState.BOUNCED: 12}


def test_who_lets_it_go_on_begins_a_new_count(mail_sink):
    campaign = running()
    refuse(crowd(campaign, 60)[:20])
    chunks.cut(campaign)
    deliver.work()
    assert now(campaign).state == CampaignState.PAUSED
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.SENDING, pause_reason="")
    deliver.work()
    assert now(campaign).state == CampaignState.FINISHED


def test_a_server_that_is_away_for_long_pauses_the_campaign(settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    campaign = running()
    crowd(campaign, 15)
    chunks.cut(campaign)
    deliver.work()
    assert now(campaign).state == CampaignState.SENDING
    # One refusal is enough to know: the other chunk was not tried in vain.
    assert campaign.chunks.filter(stalled_since__isnull=False).count() == 1
    campaign.chunks.update(stalled_since=timezone.now() - timedelta(seconds=settings.BREAKER_STALLED_SECONDS))
    make_due(campaign)
    deliver.work()
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)
    assert states(campaign) == {DeliveryState.QUEUED: 15}


def test_waits_grow_while_a_server_is_away(settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    campaign = running()
    crowd(campaign, 1)
    chunks.cut(campaign)
    waits = []
    for _try in range(3):
        make_due(campaign)
        deliver.work()
        waits.append((campaign.chunks.get().due_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    assert waits[2] > 50


def test_a_server_that_is_busy_to_the_end_pauses_the_campaign(settings):
    """What was refused for now once too often has failed like any other."""
    settings.DISPATCH_RETRY_SECONDS = [0, 0]
    settings.DISPATCH_GREYLIST_SECONDS = 0
    campaign = running()
    crowd(campaign, 60)
    chunks.cut(campaign)
    with mail_server(settings, rcpt=b"452 later\r\n"):
        for _try in range(4):
            make_due(campaign)
            deliver.work()
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)
    assert states(campaign)[DeliveryState.QUEUED] > 0


def test_a_server_that_drops_every_connection_leaves_few_in_doubt_and_pauses_the_campaign(settings):
    campaign = running()
    crowd(campaign, 100)
    chunks.cut(campaign)
    with mail_server(settings, drops_after=1) as server:
        deliver.work()
        assert states(campaign) == {DeliveryState.UNCONFIRMED: 2, DeliveryState.QUEUED: 98}
        for _shift in range(12):
            make_due(campaign)
            deliver.work()
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)
    found = states(campaign)
    assert found[DeliveryState.UNCONFIRMED] == server.taken <= settings.BREAKER_LEAST + 2
    assert DeliveryState.CLAIMED not in found


@pytest.fixture
def mute_gateway(settings):
    """An SMS gateway that hears requests and hangs up: the connections it had."""
    connections, server = [], socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            connections.append(connection)
            with connection:
                connection.recv(65536)

    threading.Thread(target=serve, daemon=True).start()
    settings.SMS_URL = sms_url(server.getsockname()[1])
    yield connections
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_a_gateway_that_answers_nothing_is_not_fed_chunk_after_chunk(mute_gateway, settings):
    settings.DISPATCH_CHUNK_SIZE = 5
    campaign = running("sms")
    crowd(campaign, 20, channel="sms")
    chunks.cut(campaign)
    deliver.work()
    assert mute_gateway
    assert states(campaign) == {DeliveryState.CLAIMED: 5, DeliveryState.QUEUED: 15}
    held = campaign.chunks.get(state="claimed")
    assert held.stalled_since is not None
    long_ago = timezone.now() - timedelta(seconds=settings.BREAKER_STALLED_SECONDS)
    campaign.chunks.update(stalled_since=long_ago)
    deliver.work()
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)


def told(rows, code):
    events = [receive.Event(f"{row.pk}:{code}", f"d{row.pk}", "", code, {}, None) for row in rows]
    receive.store(provider="solapi", events=events)
    receive.apply_due()


@pytest.mark.parametrize(
    ("code", "reason"), [("3040", PauseReason.FAILURES), ("3059", PauseReason.CONFIGURATION)]
)
def test_failures_told_later_by_the_carrier_pause_a_campaign_too(sms_gateway, settings, caplog, code, reason):
    settings.DISPATCH_CHUNK_SIZE = 40
    campaign = running("sms")
    rows = crowd(campaign, 60, channel="sms")
    [first, _rest] = chunks.cut(campaign)
    deliver.deliver_chunk(first, "worker-1")
    told(rows[:12], code)
    told(rows[:12], code)
    assert now(campaign).state == CampaignState.SENDING
    told(rows[12:13], code)
    assert (now(campaign).state, now(campaign).pause_reason) == (CampaignState.PAUSED, reason)
    assert states(campaign)[DeliveryState.QUEUED] == 20
    assert ("because of our account" in caplog.text) is (reason is PauseReason.CONFIGURATION)


def test_a_few_failures_told_later_are_ordinary_and_count_for_no_finished_campaign(sms_gateway):
    campaign = running("sms")
    rows = crowd(campaign, 40, channel="sms")
    [chunk_id] = chunks.cut(campaign)
    deliver.deliver_chunk(chunk_id, "worker-1")
    assert now(campaign).state == CampaignState.FINISHED
    told(rows, "3040")
    assert now(campaign).state == CampaignState.FINISHED
    assert states(campaign) == {DeliveryState.FAILED: 40}
