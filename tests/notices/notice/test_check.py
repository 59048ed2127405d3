"""Whoever alters evidence in the database, past its triggers, is found; whoever does nothing is not."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from notices import tasks
from notices.domain.notice import evidence, paper, request, viewing
from notices.domain.notice.anchor import anchor, anchor_daily
from notices.domain.notice.check import faults
from notices.enums.notice import EventKind, NoticeState, PaperResult, RequestKind, SeenBy
from notices.models import AddressedNotice, EvidenceAnchor, NoticeEvent
from portal.common import crypto
from tests.factories.accounts import UserFactory
from tests.factories.notices import notice_of, round_of
from tests.notices.intruder import past_the_triggers
from tests.notices.notice import papers

pytestmark = pytest.mark.django_db

SECRET = "뷁똠방"


def life(notice: AddressedNotice) -> AddressedNotice:
    """Approved, posted, seen."""
    evidence.record(notice, EventKind.APPROVED, by=UserFactory(), round=notice.round_id)
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    evidence.record(notice, EventKind.POSTED, rung=0, sealed={"address": "old@example.kr", "name": SECRET})
    AddressedNotice.objects.filter(pk=notice.pk).update(state=NoticeState.SERVING)
    notice.refresh_from_db()
    viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE)
    return AddressedNotice.objects.get(pk=notice.pk)


@pytest.fixture
def notices() -> list[AddressedNotice]:
    round_ = round_of()
    return [life(notice_of(round_, name=SECRET)) for _number in range(3)]


@pytest.fixture
def notice(notices) -> AddressedNotice:
    return notices[1]


def found() -> list[str]:
    return [str(fault) for fault in faults()]


def sql(statement: str, *values) -> None:
    with past_the_triggers() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def test_nothing_is_found_where_nothing_was_done(notices):
    anchor()
    assert found() == []
    out = io.StringIO()
    call_command("check_evidence", stdout=out)
    assert "All evidence holds." in out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        """detail = detail || '{"method": "account"}'""",
        "detail = '{}'",
        "at = at - interval '1 microsecond'",
        "kind = 'posted'",
        "actor_id = (SELECT min(id) FROM accounts_user)",
        "previous = repeat('0', 64)",
        "digest = repeat('0', 64)",
        "notice_id = 0",
        "sequence = 9",
        "sealed = NULL",
    ],
)
def test_a_changed_event_is_found(notice, change):
    where = "sequence = 3" if "sealed" in change else "sequence = 4"
    sql(f"UPDATE notices_noticeevent SET {change} WHERE notice_id = %s AND {where}", notice.pk)
    assert f"notice {notice.pk} event {where[-1]}: the chain is broken" in found()


def test_a_sealed_text_written_anew_with_the_key_of_the_columns_is_found(notice):
    other = crypto.encrypt('{"address":"new@example.kr","name":"뷁똠방"}')
    sql("UPDATE notices_noticeevent SET sealed = %s WHERE notice_id = %s AND sequence = 3", other, notice.pk)
    assert found() == [f"notice {notice.pk} event 3: the chain is broken"]


def test_a_sealed_text_that_cannot_be_read_is_found(notice):
    sql(
        "UPDATE notices_noticeevent SET sealed = overlay(sealed PLACING '\\x00' FROM 40) "
        "WHERE notice_id = %s AND sequence = 3",
        notice.pk,
    )
    assert found() == [f"notice {notice.pk} event 3: the chain is broken"]


@pytest.mark.parametrize("column", ["name", "birth_date", "address"])
def test_another_person_than_the_roll_named_is_found(column):
    notice = notice_of(round_of(), name=SECRET)
    named = {"name": SECRET, "birth_date": notice.birth_date, "address": notice.address}
    evidence.record(notice, EventKind.MATCHED, sealed=named)
    assert found() == []
    other = crypto.encrypt("1999-12-31" if column == "birth_date" else "뷁펲시")
    sql(f"UPDATE notices_addressednotice SET {column} = %s WHERE id = %s", other, notice.pk)
    assert found() == [f"notice {notice.pk}: the person is not the one the roll named"]


def test_a_document_that_cannot_be_read_is_found(notice):
    sql("UPDATE notices_addressednotice SET name = '\\x00', document = '\\x00' WHERE id = %s", notice.pk)
    assert found() == [f"notice {notice.pk}: the document is not the one that was approved"]


def test_a_removed_last_event_is_found(notice):
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s AND sequence = 4", notice.pk)
    assert f"notice {notice.pk} event 4: the chain is broken" in found()
    assert f"notice {notice.pk}: seen without evidence" in found()


def test_a_removed_last_event_is_found_after_the_anchor_even_when_the_notice_was_set_back(notice):
    last = anchor()
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s AND sequence = 4", notice.pk)
    sql(
        "UPDATE notices_addressednotice n SET state = 'serving', seen_at = NULL, seen_by = '', events = 3, "
        "head = (SELECT digest FROM notices_noticeevent e WHERE e.notice_id = n.id AND sequence = 3) "
        "WHERE id = %s",
        notice.pk,
    )
    assert found() == [
        f"anchor {last.pk}: events {last.first_event} to {last.last_event} are not those of its day"
    ]


def test_a_removed_first_or_middle_event_is_found(notice):
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s AND sequence = 2", notice.pk)
    later = "notice_id = %s AND sequence > 2"
    sql(f"UPDATE notices_noticeevent SET sequence = sequence - 1 WHERE {later}", notice.pk)
    sql("UPDATE notices_addressednotice SET events = 3 WHERE id = %s", notice.pk)
    assert found() == [f"notice {notice.pk} event 2: the chain is broken"]


def test_a_whole_notice_removed_is_found(notice):
    last = anchor()
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s", notice.pk)
    sql("DELETE FROM notices_addressednotice WHERE id = %s", notice.pk)
    assert found() == [
        f"anchor {last.pk}: events {last.first_event} to {last.last_event} are not those of its day"
    ]


def test_a_notice_emptied_as_if_its_period_were_over_is_found(notice):
    last = anchor()
    events = list(notice.evidence.order_by("pk").values_list("pk", "digest"))
    ids, digests = (list(column) for column in zip(*events, strict=True))
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s", notice.pk)
    sql(
        "UPDATE notices_addressednotice SET name = NULL, document = NULL, document_hash = '', "
        "erased_at = now() WHERE id = %s",
        notice.pk,
    )
    emptied = f"notice {notice.pk}: emptied without the record of a destruction"
    assert found()[0] == emptied
    sql(
        "INSERT INTO notices_destroyedevidence "
        "(notice_id, events, digests, keep_until, destroyed_at, digest) "
        "VALUES (%s, %s, %s, current_date - 1, now(), repeat('0', 64))",
        notice.pk, ids, digests,
    )  # fmt: skip
    assert found() == [emptied]
    assert last.pk


def test_reordered_events_are_found(notice):
    sql(
        "UPDATE notices_noticeevent SET sequence = CASE sequence WHEN 2 THEN 103 ELSE 102 END "
        "WHERE notice_id = %s AND sequence IN (2, 3)",
        notice.pk,
    )
    sql("UPDATE notices_noticeevent SET sequence = sequence - 100 WHERE sequence > 100")
    assert found() == [f"notice {notice.pk} event 2: the chain is broken"]


def test_an_event_copied_from_another_notice_is_found(notices):
    seen, other = notices[0], notices[2]
    sql("DELETE FROM notices_noticeevent WHERE notice_id = %s AND sequence = 4", other.pk)
    sql(
        "INSERT INTO notices_noticeevent "
        "(notice_id, sequence, at, kind, actor_id, detail, sealed, previous, digest) "
        "SELECT %s, sequence, at, kind, actor_id, detail, sealed, previous, digest "
        "FROM notices_noticeevent WHERE notice_id = %s AND sequence = 4",
        other.pk, seen.pk,
    )  # fmt: skip
    sql("UPDATE notices_addressednotice SET head = %s WHERE id = %s", seen.head, other.pk)
    assert found() == [f"notice {other.pk} event 4: the chain is broken"]


def test_a_chain_written_anew_without_the_key_is_found(notice, settings):
    true_key = settings.EVIDENCE_KEY
    settings.EVIDENCE_KEY = bytes(32)
    previous = ""
    for event in notice.evidence.order_by("sequence"):
        if event.kind == EventKind.VIEWED:
            event.at -= timedelta(days=3)
        event.previous = previous
        previous = evidence.digest_of(event)
        sql(
            "UPDATE notices_noticeevent SET at = %s, previous = %s, digest = %s WHERE id = %s",
            event.at, event.previous, previous, event.pk,
        )  # fmt: skip
    sql("UPDATE notices_addressednotice SET head = %s WHERE id = %s", previous, notice.pk)
    assert evidence.first_fault(AddressedNotice.objects.get(pk=notice.pk)) is None
    settings.EVIDENCE_KEY = true_key
    assert found() == [f"notice {notice.pk} event 1: the chain is broken"]


def test_an_event_added_by_hand_is_found(notice):
    sql(
        "INSERT INTO notices_noticeevent (notice_id, sequence, at, kind, detail, previous, digest) "
        "VALUES (%s, 5, now(), 'signed', '{}', %s, repeat('a', 64))",
        notice.pk, notice.head,
    )  # fmt: skip
    sql("UPDATE notices_addressednotice SET events = 5, head = repeat('a', 64) WHERE id = %s", notice.pk)
    assert found() == [f"notice {notice.pk} event 5: the chain is broken"]


def test_another_document_than_the_approved_is_found(notice):
    AddressedNotice.objects.filter(pk=notice.pk).update(document='{"title":"다른 문서"}')
    assert found() == [f"notice {notice.pk}: the document is not the one that was approved"]


def test_a_state_nothing_proves_is_found(notice):
    round_ = notice.round
    unseen = notice_of(round_, state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.CODE)
    assert found() == [f"notice {unseen.pk}: seen without evidence"]


@pytest.fixture
def carried() -> AddressedNotice:
    """On paper, nobody at home, handed over, taken back."""
    notice = papers.on_paper()
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    clerk = papers.clerk()
    paper.record(notice=notice, result=PaperResult.ABSENT, by=clerk)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=clerk)
    assert found() == []
    paper.take_back(notice=notice, by=clerk, reason="다른 집이었습니다")
    return AddressedNotice.objects.get(pk=notice.pk)


@pytest.mark.parametrize("state", ["handed_over", "unserved", "stopped", "serving"])
def test_a_state_the_events_do_not_lead_to_is_found(carried, state):
    assert found() == []
    sql("UPDATE notices_addressednotice SET state = %s WHERE id = %s", state, carried.pk)
    assert found() == [f"notice {carried.pk}: {state} without evidence"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seen_at", "2026-01-05"),
        ("seen_by", "account"),
        ("signed_at", "2026-01-05"),
        ("paper_reason", "late"),
        ("on_paper_at", "2026-01-05"),
        ("paper_result", "in_person"),
        ("paper_result_at", "2026-01-05"),
    ],
)
def test_every_column_that_tells_of_service_is_compared(carried, column, value):
    sql(f"UPDATE notices_addressednotice SET {column} = %s WHERE id = %s", value, carried.pk)
    assert found() == [f"notice {carried.pk}: {column} is not what the evidence tells"]


def test_a_look_that_served_nobody_proves_nothing(notice):
    asked = request.ask(notice=notice, kind=RequestKind.NOT_ME)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT)
    assert found() == [] and asked.pk
    sql("UPDATE notices_addressednotice SET state = 'seen' WHERE id = %s", notice.pk)
    assert found() == [f"notice {notice.pk}: seen without evidence"]


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
