"""Receipts of direct messages asked for at the gateway, where it cannot report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain import direct_poll, outbox, receive
from notices.domain.notice import follow, hand_over, ladder
from notices.models import DirectMessage, Receipt
from notices.notice_terms import Rung
from portal.local.sms_gateway import carrier_code
from tests.factories.notices import round_of, terms_of
from tests.notices.wire import dead_port
from tests.servers import sms_url

pytestmark = pytest.mark.django_db

ARRIVES, DEAD = "01000001234", "01000009901"


@pytest.fixture(autouse=True)
def asking(settings):
    settings.RECEIPTS_POLL_SECONDS = 60


@pytest.fixture
def sent(sms_gateway):
    """A text that arrives, and one to a number that does not exist."""
    messages = [
        outbox.post(purpose="test", channel="sms", address=number, subject="", text="시험")
        for number in (ARRIVES, DEAD)
    ]
    for message in messages:
        outbox.deliver(message.pk)
    return messages


def carried(gateway) -> None:
    """The carrier decides; no report of it leaves the gateway."""
    texts = gateway.store.unreported(timezone.now() + timedelta(minutes=1), 100)
    gateway.store.set_reported({sms.id: carrier_code(sms) for sms in texts})


def due() -> None:
    DirectMessage.objects.exclude(ask_at=None).update(ask_at=timezone.now())


def states(messages) -> list[tuple[str, str]]:
    found = DirectMessage.objects.in_bulk([message.pk for message in messages])
    return [(found[message.pk].state, found[message.pk].reason) for message in messages]


def test_it_asks_until_there_is_a_final_word_and_then_no_more(sent, sms_gateway):
    assert direct_poll.poll() == 0, "it is not time yet"
    carried(sms_gateway)
    due()
    assert (direct_poll.poll(), receive.apply_due()) == (2, 2)
    assert states(sent) == [("delivered", ""), ("failed", "3010")]
    due()
    assert direct_poll.poll() == 0
    assert not DirectMessage.objects.exclude(ask_at=None).exists()
    assert Receipt.objects.count() == 2


def test_before_the_carrier_decides_it_asks_again_after_ever_longer(sent):
    waits = []
    for _again in range(3):
        due()
        before = timezone.now()
        assert direct_poll.poll() == 0
        waits.append(round((DirectMessage.objects.get(pk=sent[0].pk).ask_at - before).total_seconds()))
    assert waits == [60, 120, 240]


def test_a_gateway_that_is_away_is_asked_at_the_next_run(sent, settings):
    due()
    settings.SMS_URL = sms_url(dead_port())
    assert direct_poll.poll() == 0
    assert DirectMessage.objects.filter(ask_at__gt=timezone.now(), asked=0).count() == 2


def test_when_the_carrier_has_given_up_it_says_that_no_receipt_came(sent):
    DirectMessage.objects.update(claimed_at=timezone.now() - timedelta(hours=81))
    due()
    direct_poll.poll()
    assert states(sent) == [("handed_over", "no_receipt")] * 2
    assert not DirectMessage.objects.exclude(ask_at=None).exists()


def test_without_polling_nothing_is_planned(settings, sms_gateway):
    settings.RECEIPTS_POLL_SECONDS = 0
    message = outbox.post(purpose="test", channel="sms", address=ARRIVES, subject="", text="시험")
    outbox.deliver(message.pk)
    assert DirectMessage.objects.get().ask_at is None


def test_the_arrival_of_a_notice_is_heard_of_by_asking(sms_gateway):
    round = round_of(terms_of(ladder=(Rung("sms", 0),)), people=1)
    ladder.start(round)
    ladder.climb_due()
    assert hand_over.deliver_window() == 1
    carried(sms_gateway)
    due()
    direct_poll.poll()
    receive.apply_due()
    follow.follow_messages()
    assert round.notices.get().arrived_at is not None
