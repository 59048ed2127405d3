"""The sweeper beside a gateway that says nothing, or says what was true of an earlier try."""

import socket
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from notices.domain import outbox, outbox_repair, sweep
from notices.enums import ChunkState, DeliveryState
from notices.gateways import base, texts, wire
from notices.models import Chunk, Delivery, DirectMessage
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(settings, monkeypatch):
    """A gateway that takes connections and never answers: those it took."""
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.3)
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SMS_URL = f"solapi://K:S@127.0.0.1:{server.getsockname()[1]}?scheme=http&from=0222865000"

        def accept():
            try:
                while True:
                    taken.append(server.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield taken
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in taken:
            connection.close()
        texts.gateway(settings.SMS_URL).close()


def abandoned(*channels):
    """A campaign whose chunks, one message by each of these, all belong to workers long dead."""
    campaign = approved_campaign(channels=channels)
    rows = crowd(campaign, len(channels), channel="sms")
    for row, channel in zip(rows, channels, strict=True):
        Delivery.objects.filter(pk=row.pk).update(channel=channel)
        Chunk.objects.create(
            campaign=campaign, channel=channel, first_id=row.pk, last_id=row.pk, state=ChunkState.CLAIMED,
            owner="gone", lease_until=timezone.now() - timedelta(seconds=1),
        )  # fmt: skip
    campaign.deliveries.update(state=DeliveryState.CLAIMED, claimed_at=timezone.now())
    return campaign


def states(campaign):
    return dict(Counter(campaign.deliveries.values_list("state", flat=True)))


def test_a_silent_gateway_is_asked_once_a_sweep_and_holds_nothing_else_up(silent):
    campaign = abandoned("sms", "sms", "sms", "email", "email")
    sweep.sweep_campaigns()
    assert len(silent) == 1
    assert states(campaign) == {DeliveryState.CLAIMED: 3, DeliveryState.UNCONFIRMED: 2}


def test_chunks_take_turns_in_being_asked_about(silent, settings):
    campaign = abandoned("sms", "sms", "sms")
    settings.DISPATCH_LEASE_SECONDS = 0
    for _ in range(3):
        sweep.sweep_campaigns()
    assert len(silent) == 3
    assert "gone" not in campaign.chunks.values_list("owner", flat=True)


def refuse(sms_gateway, monkeypatch, code):
    """The list shows an earlier try of each, refused."""
    listed = sms_gateway.list

    def as_refused(query):
        answer = listed(query)
        for message in answer["messageList"].values():
            message["statusCode"] = code
        return answer

    monkeypatch.setattr(sms_gateway, "list", as_refused)


def know(reference):
    texts.gateway(settings.SMS_URL).send([base.Text(reference, "01000001234", "안내", "SMS")])


@pytest.mark.parametrize(("code", "early"), [("1030", DeliveryState.CLAIMED), ("3010", DeliveryState.FAILED)])
def test_a_refusal_that_may_be_of_an_earlier_try_counts_when_none_can_be_under_way(
    sms_gateway, monkeypatch, code, early
):
    campaign = abandoned("sms")
    know(f"d{campaign.deliveries.get().pk}")
    refuse(sms_gateway, monkeypatch, code)
    sweep.settle_abandoned()
    assert states(campaign) == {early: 1}
    long_ago = timezone.now() - timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS)
    campaign.deliveries.update(claimed_at=long_ago)
    campaign.chunks.update(lease_until=timezone.now())
    sweep.settle_abandoned()
    late = DeliveryState.QUEUED if early == DeliveryState.CLAIMED else early
    assert list(Delivery.objects.values_list("state", "reason")) == [(late, code)]


def test_so_it_is_with_a_message_to_one_person(sms_gateway, monkeypatch):
    message = outbox.post(
        purpose="sign_in", channel="sms", address="01000001234", subject="", text="번호 123456"
    )
    know(outbox.reference_of(message.pk))
    refuse(sms_gateway, monkeypatch, "1030")
    mine, now = DirectMessage.objects.filter(pk=message.pk), timezone.now()
    mine.update(state=DeliveryState.CLAIMED, owner="gone", claimed_at=now, lease_until=now)
    outbox_repair.settle_abandoned()
    assert mine.get().state == DeliveryState.CLAIMED
    mine.update(claimed_at=now - timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS))
    outbox_repair.settle_abandoned()
    assert (mine.get().state, mine.get().reason) == (DeliveryState.QUEUED, "1030")
