"""What goes wrong at one notice, or at the wire, keeps nobody else from climbing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notices.domain.notice import hand_over, ladder
from notices.models import (
    AddressedNotice,
    DirectMessage,
    NoticeMessage,
    NoticeRound,
)
from notices.notice_terms import Rung
from tests.factories.notices import round_of, terms_of
from tests.notices.notice.climbing import started_round
from tests.notices.wire import dead_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def started() -> NoticeRound:
    return started_round()


def test_a_mail_server_that_is_away_loses_nobody(started, settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    ladder.climb_due()
    assert hand_over.deliver_window() == 2
    waiting = DirectMessage.objects.filter(purpose="e_notice")
    assert set(waiting.values_list("state", "attempts")) == {("queued", 1)}
    assert waiting.filter(send_after__gt=timezone.now()).count() == 2


def test_one_run_of_windows_at_a_time(started, bells, mail_sink, django_capture_on_commit_callbacks):
    """Every bell is a run that rings for itself: two would make a sign-in code wait for two windows."""
    with django_capture_on_commit_callbacks(execute=True):
        ladder.climb_due()
    assert len(bells("personal")) == 1
    other = round_of(people=1)
    with django_capture_on_commit_callbacks(execute=True):
        hand_over.deliver_window()
        ladder.start(other)
        ladder.climb_due()
    assert len(bells("personal")) == 1
    DirectMessage.objects.update(claimed_at=timezone.now() - timedelta(seconds=6))
    with django_capture_on_commit_callbacks(execute=True):
        ladder.climb_due()
    assert len(bells("personal")) == 1, "nobody is at it: the bell was lost"


def test_one_that_cannot_be_read_keeps_nobody_else_from_climbing(caplog):
    round = round_of(people=5)
    ladder.start(round)
    broken = round.notices.order_by("position")[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_contactpoint SET value = %s WHERE person_id = %s", [b"0", broken.person_id]
        )
    ladder.climb_due()
    assert set(NoticeMessage.objects.values_list("notice", flat=True)) == set(
        round.notices.exclude(pk=broken.pk).values_list("pk", flat=True)
    )
    assert f"notice {broken.pk} cannot go out" in caplog.text
    assert AddressedNotice.objects.get(pk=broken.pk).next_at is not None, "it is not lost"


def test_what_nobody_foresaw_at_one_keeps_nobody_else_from_climbing(caplog):
    round = round_of(people=5)
    ladder.start(round)
    broken = round.notices.order_by("position")[2]
    # The database refuses its message.
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE notices_noticemessage ADD CONSTRAINT trips CHECK (notice_id <> %s)", [broken.pk]
        )
    ladder.climb_due()
    others = round.notices.exclude(pk=broken.pk)
    assert set(NoticeMessage.objects.values_list("notice", flat=True)) == set(
        others.values_list("pk", flat=True)
    )
    assert f"notice {broken.pk} cannot go out (IntegrityError)" in caplog.text
    assert AddressedNotice.objects.get(pk=broken.pk).next_at is not None, "it is not lost"


def test_one_that_cannot_be_written_keeps_nobody_else_from_going_out(mail_sink, caplog):
    round = round_of(terms_of(attaches_pdf=True, ladder=(Rung("email", 0),)), people=3)
    ladder.start(round)
    ladder.climb_due()
    broken = round.notices.order_by("position").first()
    AddressedNotice.objects.filter(pk=broken.pk).update(document="{")
    assert hand_over.deliver_window() == 3
    assert mail_sink.count() == 2
    message = DirectMessage.objects.get(notice_message__notice=broken)
    assert (message.state, message.reason) == ("queued", "not_written")
    assert f"message {message.pk} cannot be written" in caplog.text
