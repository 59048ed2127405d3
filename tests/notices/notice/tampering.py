"""Evidence in tests, hands that alter it past its triggers, and what the check finds."""

from notices.domain.notice import evidence, viewing
from notices.domain.notice.check import faults
from notices.enums.notice import EventKind, NoticeState, SeenBy
from notices.models import AddressedNotice
from tests.factories.accounts import UserFactory
from tests.factories.notices import notice_of, round_of
from tests.notices.intruder import past_the_triggers

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


def lives() -> list[AddressedNotice]:
    """Three notices of one round, each with evidence of its own."""
    round_ = round_of()
    return [life(notice_of(round_, name=SECRET)) for _number in range(3)]


def found() -> list[str]:
    return [str(fault) for fault in faults()]


def sql(statement: str, *values) -> None:
    with past_the_triggers() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0
