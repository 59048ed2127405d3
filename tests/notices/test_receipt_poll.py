"""Receipts asked for at the gateway, where it cannot report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain import chunks, deliver, receipt_poll, receive
from notices.enums import DeliveryState
from notices.models import Campaign, Chunk, Delivery, Receipt, ReceiptPoll
from notices.reason_words import reason_words
from portal.local.sms_gateway import carrier_code
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.wire import dead_port
from tests.servers import sms_url

pytestmark = pytest.mark.django_db

NUMBERS = {"arrives": "01000001234", "off": "01000009801", "dead": "01000009901"}


@pytest.fixture(autouse=True)
def asking(settings):
    settings.RECEIPTS_POLL_SECONDS = 60


@pytest.fixture
def sent(sms_gateway):
    """Three texts handed over: one arrives, one phone is off, one number does not exist."""
    campaign = approved_campaign()
    rows = crowd(campaign, 3, channel="sms")
    for row, number in zip(rows, NUMBERS.values(), strict=True):
        ContactPoint.objects.filter(pk=row.contact_id).update(value=number)
    [chunk_id] = chunks.cut(campaign)
    deliver.deliver_chunk(chunk_id, "worker-1")
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.HANDED_OVER}
    return rows


def carried(gateway) -> None:
    """The carrier decides; no report of it leaves the gateway."""
    texts = gateway.store.unreported(timezone.now() + timedelta(minutes=1), 100)
    gateway.store.set_reported({sms.id: carrier_code(sms) for sms in texts})


def due() -> None:
    ReceiptPoll.objects.exclude(next_at=None).update(next_at=timezone.now())


def states(rows) -> list[tuple[str, str]]:
    found = Delivery.objects.in_bulk([row.pk for row in rows])
    return [(found[row.pk].state, found[row.pk].reason) for row in rows]


def test_what_the_gateway_says_becomes_receipts_and_is_asked_once(sent, sms_gateway):
    carried(sms_gateway)
    assert receipt_poll.poll() == 3
    assert receive.apply_due() == 3
    assert states(sent) == [("delivered", ""), ("failed", "3043"), ("failed", "3010")]
    assert ContactPoint.objects.get(pk=sent[2].contact_id).state == ContactState.DEAD
    due()
    assert receipt_poll.poll() == 0
    assert ReceiptPoll.objects.get().next_at is None
    assert (Receipt.objects.count(), receipt_poll.poll()) == (3, 0)


def test_before_the_carrier_decides_it_asks_again_after_ever_longer(sent):
    waits = []
    for _ in range(3):
        before = timezone.now()
        assert receipt_poll.poll() == 0
        waits.append(round((ReceiptPoll.objects.get().next_at - before).total_seconds()))
        due()
    assert waits == [60, 120, 240]
    assert states(sent) == [("handed_over", "")] * 3


def test_an_answer_repeated_is_stored_once(sent, sms_gateway):
    carried(sms_gateway)
    receipt_poll.poll()
    due()
    assert receipt_poll.poll() == 0
    assert Receipt.objects.count() == 3
    receive.apply_due()
    assert states(sent)[0] == ("delivered", "")


def test_an_unconfirmed_text_is_moved_on_by_what_the_gateway_knows(sent, sms_gateway):
    Delivery.objects.update(state=DeliveryState.UNCONFIRMED, reason="no_answer")
    carried(sms_gateway)
    receipt_poll.poll()
    receive.apply_due()
    assert states(sent)[0] == ("delivered", "")


@pytest.mark.parametrize(("body", "hours"), [("짧은 글", 25), ("긴 글 " * 40, 80)])
def test_after_so_many_hours_it_stays_and_says_that_no_receipt_came(sent, body, hours):
    Campaign.objects.update(sms_body=body)
    long_ago = timezone.now() - timedelta(hours=hours, minutes=-5)
    Delivery.objects.update(claimed_at=long_ago)
    receipt_poll.poll()
    assert states(sent)[0] == ("handed_over", "")
    Delivery.objects.update(claimed_at=long_ago - timedelta(minutes=10))
    Delivery.objects.filter(pk=sent[1].pk).update(state=DeliveryState.ACCEPTED)
    Delivery.objects.filter(pk=sent[2].pk).update(state=DeliveryState.UNCONFIRMED, reason="no_answer")
    due()
    receipt_poll.poll()
    assert states(sent) == [
        ("handed_over", "no_receipt"),
        ("accepted", "no_receipt"),
        ("unconfirmed", "no_answer"),
    ]
    assert str(reason_words("no_receipt")) == "통신사의 수신 결과가 오지 않음"
    assert ReceiptPoll.objects.get().next_at is None


def test_a_receipt_that_comes_after_all_still_counts(sent):
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(hours=26))
    receipt_poll.poll()
    reported = receive.Event("late", f"d{sent[0].pk}", "", "4000", {}, timezone.now())
    receive.store(provider="solapi", events=[reported])
    receive.apply_due()
    assert states(sent)[0] == ("delivered", "")


def test_a_gateway_that_is_away_is_asked_at_the_next_run(sent, settings):
    settings.SMS_URL = sms_url(dead_port())
    assert receipt_poll.poll() == 0
    one = ReceiptPoll.objects.get()
    assert one.asked == 0
    assert timedelta(seconds=50) < one.next_at - timezone.now() <= timedelta(seconds=60)


def test_nothing_is_asked_unless_it_is_wished_for(sent, settings):
    settings.RECEIPTS_POLL_SECONDS = 0
    assert receipt_poll.poll() == 0
    assert not ReceiptPoll.objects.exists()


def test_mails_and_old_campaigns_are_not_asked_about(sent):
    Campaign.objects.update(started_at=timezone.now() - timedelta(days=30))
    receipt_poll.poll()
    assert not ReceiptPoll.objects.exists()
    Campaign.objects.update(started_at=timezone.now())
    Chunk.objects.update(channel="email")
    receipt_poll.poll()
    assert not ReceiptPoll.objects.exists()
