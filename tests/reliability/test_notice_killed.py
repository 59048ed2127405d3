"""Workers are killed while notices climb and go out: nobody is lost, nobody is written to twice."""

import random
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.utils import timezone

from notices.domain import bells, outbox_repair
from notices.domain.notice import evidence, follow, hand_over, ladder
from notices.enums import PENDING_STATES, DeliveryState
from notices.enums.notice import EventKind
from notices.models import AddressedNotice, DirectMessage, NoticeEvent, NoticeMessage
from notices.notice_terms import Rung
from tests.factories.notices import round_of, terms_of
from tests.notices.crowd import address_of
from tests.notices.notice.crowd import notices_to
from tests.reliability.worker import kill, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 900
QUEUES = ("clock", "personal")


@pytest.fixture(autouse=True)
def at_any_hour(monkeypatch):
    """The worker keeps no hours of rest, so that the test may run at any hour."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.reliability.settings")


@pytest.fixture
def started(bells):
    round = round_of(terms_of(ladder=(Rung("email", 0), Rung("sms", 24))))
    notices_to(round, PEOPLE)
    ladder.start(round)
    return round


def climbed() -> int:
    return NoticeMessage.objects.count()


def is_over() -> bool:
    pending = DirectMessage.objects.filter(purpose="e_notice", state__in=PENDING_STATES)
    return climbed() == PEOPLE and not pending.exists()


def clock_rings() -> None:
    """As the scheduler does, only more often: both workers have the same work."""
    with transaction.atomic():
        bells.ring_climb()
    time.sleep(0.5)


def settle_the_dead() -> None:
    """Their lease runs out."""
    held = DirectMessage.objects.filter(state=DeliveryState.CLAIMED)
    held.update(lease_until=timezone.now())
    outbox_repair.settle_abandoned()


@pytest.mark.parametrize("moment", ["climbing", "handing_over"])
def test_killed_in_mid_climb(started, mail_sink, bells, tmp_path, moment):
    log, seed = tmp_path / "worker.log", random.randrange(1, PEOPLE - hand_over.WINDOW)
    progress = climbed if moment == "climbing" else mail_sink.count
    with worker(*QUEUES, log=log) as process:
        wait_for(lambda: progress() >= seed, 60, log)
        kill(process)
    # The broker loses every bell.
    bells("clock"), bells("personal")
    assert not is_over(), f"killed too late, after {seed}"
    assert set(Counter(NoticeMessage.objects.values_list("notice", flat=True)).values()) <= {1}
    settle_the_dead()
    with ExitStack() as two:
        for _worker in range(2):
            two.enter_context(worker(*QUEUES, log=log))
        wait_for(lambda: clock_rings() or is_over(), 60, log)

    everybody_exactly_once(started, mail_sink, why=f"killed {moment} after {seed}")


def everybody_exactly_once(round, mail_sink, *, why: str) -> None:
    """What the mail server took, the rows and the evidence tell the same story."""
    follow.follow_messages()
    received = Counter(mail.recipient for mail in mail_sink.newest(limit=2 * PEOPLE))
    rows = NoticeMessage.objects.filter(notice__round=round)
    found = Counter(rows.values_list("state", flat=True))
    assert set(received.values()) == {1}, f"somebody got it twice, {why}"
    assert sorted(rows.values_list("notice__position", "rung")) == [(n, 0) for n in range(1, PEOPLE + 1)], why
    assert found[DeliveryState.HANDED_OVER] + found[DeliveryState.UNCONFIRMED] == PEOPLE, why
    assert found[DeliveryState.UNCONFIRMED] <= hand_over.WINDOW, why
    handed_over = rows.filter(state=DeliveryState.HANDED_OVER).select_related("contact")
    everybody = {address_of("email", number) for number in range(PEOPLE)}
    assert {row.contact.value for row in handed_over} <= set(received) <= everybody, why
    assert NoticeEvent.objects.filter(kind=EventKind.POSTED).count() == PEOPLE, why
    waiting = AddressedNotice.objects.filter(round=round, state="serving", rung=0, next_at__gt=timezone.now())
    assert waiting.count() == PEOPLE, f"somebody is on no rung, {why}"
    assert all(evidence.first_fault(notice) is None for notice in waiting[:50])
