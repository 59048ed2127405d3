"""The chain of one notice: what stands in it survives the database, and only the key can continue it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from notices.domain.notice import evidence
from notices.enums.notice import EventKind, SeenBy
from notices.models import AddressedNotice, NoticeEvent
from portal.common import crypto
from tests.factories.accounts import UserFactory
from tests.factories.notices import notice_of, round_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return round_of()


@pytest.fixture
def notice(round_) -> AddressedNotice:
    return notice_of(round_)


def fresh(notice) -> AddressedNotice:
    return AddressedNotice.objects.get(pk=notice.pk)


def test_events_follow_one_another_and_the_notice_knows_the_last(notice):
    first = evidence.record(notice, EventKind.APPROVED, by=None, round=7)
    second = evidence.record(notice, EventKind.POSTED, by=UserFactory(), sealed={"address": "a@example.kr"})
    assert (first.sequence, first.previous) == (1, "")
    assert (second.sequence, second.previous) == (2, first.digest)
    assert (fresh(notice).events, fresh(notice).head) == (2, second.digest)
    assert (notice.events, notice.head) == (2, second.digest)
    assert evidence.first_fault(fresh(notice)) is None


@pytest.mark.parametrize(
    "value",
    [
        "한글 뷁똠방 ‘따옴표’ 😀",
        "e\u0301 and \u00e9 stay apart",
        'quote " and \\ and / and \n and \t',
        0.1, 1.0, -0.0, 1e16, 1e-7, 1e300, 2.5e22, float("nan"), float("inf"),
        10**30, -5, True, None, Decimal("1.10"),
        datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 23, 18, 0, tzinfo=timezone(timedelta(hours=9))),
        datetime(2026, 11, 23, tzinfo=UTC).date(),
        SeenBy.BIRTH_DATE, _("열람"),
        [1, [2.50, {"깊이": ["z", 1e21]}]],
        {"b": 1, "a": {"d": 1e20, "c": None}},
    ],
    ids=repr,
)  # fmt: skip
def test_what_was_written_is_what_is_read(notice, value):
    evidence.record(notice, EventKind.WIRE, value=value, sealed={"value": value})
    [event] = NoticeEvent.objects.all()
    assert event.digest == evidence.digest_of(event)
    assert evidence.first_fault(fresh(notice)) is None


def test_times_keep_their_moment_whatever_the_zone_of_reader_and_writer(notice):
    at = datetime(2026, 3, 1, 0, 30, 15, 999999, tzinfo=timezone(timedelta(hours=9)))
    evidence.record(notice, EventKind.VIEWED, at=at)
    evidence.record(notice, EventKind.SIGNED, at=at.replace(microsecond=0))
    with clock.override("Asia/Tokyo"):
        assert evidence.first_fault(fresh(notice)) is None
    assert [event.at for event in notice.evidence.all()] == [at, at.replace(microsecond=0)]


def test_many_notices_take_the_statements_of_one(round_, django_assert_num_queries):
    notices = [notice_of(round_) for _number in range(30)]
    entries = [
        evidence.Entry(notice.pk, kind, {"n": number}, {"name": "가나다"})
        for number, notice in enumerate(notices)
        for kind in (EventKind.MATCHED, EventKind.APPROVED, EventKind.DOCUMENT)
    ]
    with django_assert_num_queries(5):  # begin, lock, insert, move the ends, commit
        evidence.record_many(entries, by=None)
    for notice in notices:
        assert fresh(notice).events == 3
        assert evidence.first_fault(fresh(notice)) is None


def test_writers_at_the_same_moment_make_one_chain(transactional_db):
    notice = notice_of(round_of())
    ready = Barrier(4)

    def write(number: int) -> None:
        try:
            ready.wait(10)
            for step in range(5):
                evidence.record(AddressedNotice(pk=notice.pk), EventKind.WIRE, writer=number, step=step)
        finally:
            connection.close()

    writers = [Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert fresh(notice).events == NoticeEvent.objects.count() == 20
    assert evidence.first_fault(fresh(notice)) is None


def test_the_database_refuses_to_change_or_remove_an_event(notice):
    evidence.record(notice, EventKind.VIEWED)
    for change in (
        lambda: NoticeEvent.objects.update(kind=EventKind.POSTED),
        lambda: NoticeEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM notices_addressednotice")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_without_the_key_nothing_can_be_made_that_fits(notice, settings):
    evidence.record(notice, EventKind.VIEWED, method="code")
    settings.EVIDENCE_KEY = bytes(range(32))
    assert evidence.first_fault(fresh(notice)) == 1


def test_personal_data_lie_encrypted(notice):
    evidence.record(notice, EventKind.POSTED, rung=0, sealed={"address": "ttombang@example.kr"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text, sealed FROM notices_noticeevent e")
        text, blob = cursor.fetchone()
    assert "ttombang" not in text
    assert json.loads(crypto.decrypt(bytes(blob))) == {"address": "ttombang@example.kr"}


def test_new_encryption_keys_leave_every_digest_as_it_was(settings):
    settings.FIELD_ENCRYPTION_KEYS = [("old", b"o" * 32)]
    notice = notice_of()
    evidence.record(notice, EventKind.POSTED, sealed={"address": "a@example.kr", "수단": "이메일", "n": 1e20})
    evidence.record(notice, EventKind.VIEWED, sealed={"b": "뷁"})
    before = list(NoticeEvent.objects.values_list("pk", "digest"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM notices_noticeevent")
        old = {hashlib.sha256(bytes(row[0])).hexdigest() for row in cursor.fetchall()}
    settings.FIELD_ENCRYPTION_KEYS = [("new", b"n" * 32), ("old", b"o" * 32)]
    call_command("rotate_encryption", verbosity=0)
    settings.FIELD_ENCRYPTION_KEYS = [("new", b"n" * 32)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM notices_noticeevent")
        assert not old & {hashlib.sha256(bytes(row[0])).hexdigest() for row in cursor.fetchall()}
    assert list(NoticeEvent.objects.values_list("pk", "digest")) == before
    assert evidence.first_fault(fresh(notice)) is None
