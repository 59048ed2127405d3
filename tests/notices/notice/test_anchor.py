"""An anchor a day over all evidence, by the clock, and the command that checks it."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from notices import tasks
from notices.domain.notice import evidence
from notices.domain.notice.anchor import anchor, anchor_daily
from notices.enums.notice import EventKind
from notices.models import AddressedNotice, EvidenceAnchor, NoticeEvent
from tests.factories.notices import notice_of, round_of
from tests.notices.notice.tampering import SECRET, found, lives, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def notices() -> list[AddressedNotice]:
    return lives()


@pytest.fixture
def notice(notices) -> AddressedNotice:
    return notices[1]


def test_one_anchor_a_day_over_what_came_since(notices):
    start = timezone.now()
    first = anchor_daily(now=start)
    assert first.last_event == NoticeEvent.objects.latest("pk").pk
    assert anchor_daily(now=start) is None
    evidence.record(notices[0], EventKind.POSTED)
    assert anchor_daily(now=start) is None
    second = anchor_daily(now=start + timedelta(days=1))
    assert (second.first_event, second.previous) == (first.last_event + 1, first.digest)
    assert anchor_daily(now=start + timedelta(days=2)) is None  # nothing happened
    assert found() == []


def test_altered_and_removed_anchors_are_found(notices):
    rows = []
    for day in range(3):
        evidence.record(notices[0], EventKind.POSTED, day=day)
        with time_machine.travel(timezone.now() + timedelta(days=day)):
            rows.append(anchor())
    first, second, third = rows
    sql("UPDATE notices_evidenceanchor SET at = at - interval '1 day' WHERE id = %s", second.pk)
    assert found() == [
        f"anchor {second.pk}: events {second.first_event} to {second.last_event} are not those of its day"
    ]
    sql("DELETE FROM notices_evidenceanchor WHERE id = %s", second.pk)
    assert found() == [f"anchor {third.pk}: does not follow the one before"]
    sql("DELETE FROM notices_evidenceanchor WHERE id IN (%s, %s)", first.pk, third.pk)
    assert found() == []  # only who noted them elsewhere knows
    with pytest.raises(CommandError, match="1 of the evidence"):
        call_command("check_evidence", "--noted", third.digest, stdout=io.StringIO())


def test_the_command_names_numbers_only_and_ends_with_an_error(notice):
    anchor()
    sql(
        "UPDATE notices_noticeevent SET detail = detail - 'document' WHERE notice_id = %s AND sequence = 4",
        notice.pk,
    )
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of the evidence does not hold"):
        call_command("check_evidence", stdout=out)
    assert out.getvalue() == f"notice {notice.pk} event 4: the chain is broken\n"
    assert SECRET not in out.getvalue()


def test_the_clock_anchors_and_tells_the_log_what_was_altered(notice, caplog):
    with caplog.at_level("INFO"):
        tasks.anchor_evidence()
    assert EvidenceAnchor.objects.get().digest in caplog.text
    sql(
        "UPDATE notices_noticeevent SET detail = detail - 'document' WHERE notice_id = %s AND sequence = 4",
        notice.pk,
    )
    tasks.check_evidence()
    assert f"evidence altered: notice {notice.pk} event 4: the chain is broken" in caplog.text
    assert SECRET not in caplog.text


def test_the_anchor_waits_for_who_writes_events_now(transactional_db):
    """An event with a lower number that is committed later would fall between two anchors."""
    from threading import Event, Thread

    from django.db import connections, transaction

    round_ = round_of()
    slow, quick = notice_of(round_), notice_of(round_)
    written, may_commit, rows = Event(), Event(), []

    def write_slowly():
        with transaction.atomic():
            evidence.record(slow, EventKind.VIEWED)
            written.set()
            assert may_commit.wait(10)
        connections.close_all()

    def write_anchor():
        rows.append(anchor())
        connections.close_all()

    writer = Thread(target=write_slowly)
    writer.start()
    assert written.wait(10)
    evidence.record(quick, EventKind.VIEWED)
    anchorer = Thread(target=write_anchor)
    anchorer.start()
    anchorer.join(0.5)
    assert anchorer.is_alive()
    may_commit.set()
    writer.join(10)
    anchorer.join(10)
    assert rows[0].last_event == NoticeEvent.objects.latest("pk").pk
    assert EvidenceAnchor.objects.count() == 1
    assert not [text for text in found() if text.startswith("anchor")]
