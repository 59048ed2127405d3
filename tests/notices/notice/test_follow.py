"""What became of the messages of a notice, and the rung that follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.enums import ContactKind, ContactState
from notices.domain.notice import follow, hand_over, ladder
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, RoundState
from notices.models import (
    DirectMessage,
    NoticeMessage,
    NoticeRound,
)
from tests.factories.notices import LADDER
from tests.notices.notice.climbing import chain_is_whole, deliver_all, pass_time, started_round, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def started() -> NoticeRound:
    return started_round()


def test_a_bounce_lets_the_next_rung_come_at_once_and_spares_the_dead_mailbox(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "bounced", "5.1.1")
    ladder.climb_due()
    assert list(notice.messages.values_list("rung", "state")) == [(0, "bounced"), (1, "queued")]
    told(notice, 1, "failed", "3010")
    ladder.climb_due()
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == ("on_paper", "no_contact")
    assert notice.messages.count() == 2
    assert chain_is_whole(started)


def test_a_mailbox_that_does_not_exist_is_not_used_again(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "bounced", "5.1.1")
    assert notice.person.contacts.get(kind=ContactKind.EMAIL).state == ContactState.DEAD
    told(notice, 0, "bounced", "5.2.2")
    assert notice.person.contacts.get(kind=ContactKind.MOBILE).state == ContactState.ACTIVE


def test_a_slow_gateway_gets_what_it_takes(started, settings, mail_sink, bells):
    settings.GATEWAY_RATES = {"email": 1}
    ladder.climb_due()
    assert hand_over.deliver_window() == 1, "one a second"
    assert hand_over.deliver_window() == 0
    assert DirectMessage.objects.filter(purpose="e_notice", state="queued").count() == 1


def test_a_late_bounce_of_the_last_message_leaves_nobody_hanging(started, mail_sink, sms_gateway):
    for _rung in LADDER:
        ladder.climb_due()
        deliver_all()
        pass_time()
    notice = started.notices.filter(state="serving").first()
    follow.follow_messages()
    told(notice, 1, "failed", "3010")
    told(notice, 2, "bounced", "5.1.1")
    ladder.climb_due()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SERVING, "the first mail may have arrived"
    told(notice, 0, "bounced", "5.1.1")
    ladder.climb_due()
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == ("on_paper", "no_contact")


def test_receipts_out_of_order_keep_the_first_arrival(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "delivered")
    notice.refresh_from_db()
    arrived = notice.arrived_at
    assert arrived and notice.state == NoticeState.SERVING, "arrived is not seen"
    assert follow.follow_messages() == 0
    wire = notice.evidence.filter(kind=EventKind.WIRE)
    assert [event.detail["state"] for event in wire] == ["delivered"]


@pytest.mark.parametrize(("days", "followed"), [(13, 1), (15, 0)])
def test_news_of_a_round_is_copied_for_two_weeks_after_it_closed(started, mail_sink, days, followed):
    ladder.climb_due()
    deliver_all()
    follow.follow_messages()
    closed_at = timezone.now() - timedelta(days=days)
    NoticeRound.objects.filter(pk=started.pk).update(state=RoundState.CLOSED, closed_at=closed_at)
    message = NoticeMessage.objects.filter(notice__round=started).first().message
    DirectMessage.objects.filter(pk=message.pk).update(state=DeliveryState.DELIVERED, delivered_at=closed_at)
    assert follow.follow_messages() == followed
