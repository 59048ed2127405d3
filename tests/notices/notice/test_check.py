"""Whoever alters evidence in the database, past its triggers, is found; whoever does nothing is not."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command

from notices.domain.notice import evidence
from notices.domain.notice.anchor import anchor
from notices.enums.notice import EventKind
from notices.models import AddressedNotice
from portal.common import crypto
from tests.factories.notices import notice_of, round_of
from tests.notices.notice.tampering import SECRET, found, lives, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def notices() -> list[AddressedNotice]:
    return lives()


@pytest.fixture
def notice(notices) -> AddressedNotice:
    return notices[1]


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
