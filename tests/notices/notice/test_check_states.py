"""A state of a notice, and what its columns tell of service, must follow from its events."""

import pytest
from django.utils import timezone

from notices.domain.notice import evidence, paper, request, viewing
from notices.enums.notice import EventKind, NoticeState, PaperResult, RequestKind, SeenBy
from notices.models import AddressedNotice
from tests.factories.notices import notice_of
from tests.notices.notice import papers
from tests.notices.notice.tampering import found, lives, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def notices() -> list[AddressedNotice]:
    return lives()


@pytest.fixture
def notice(notices) -> AddressedNotice:
    return notices[1]


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
