"""Seen by the right person only: proof, tries, lock, evidence, and what serves a notice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from notices.domain.notice import evidence, fallback, viewing
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, PaperReason, SeenBy
from notices.models import AddressedNotice, DirectMessage, NoticeMessage
from tests.factories.notices import notice_of, round_of

BORN = date(1990, 3, 15)
WRONG = date(1991, 3, 15)

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(db):
    return notice_of(birth_date=BORN, state=NoticeState.SERVING, next_at=timezone.now())


def kinds_of(notice) -> list[str]:
    return list(notice.evidence.order_by("sequence").values_list("kind", flat=True))


def last_event(notice):
    return notice.evidence.order_by("-sequence").first()


def test_the_right_birth_date_serves_the_notice(notice):
    tried = viewing.try_birth_date(notice=notice, typed=BORN, origin="192.0.2.7")
    assert tried.opened
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert (kept.state, kept.seen_by, kept.next_at) == (NoticeState.SEEN, SeenBy.BIRTH_DATE, None)
    event = last_event(notice)
    assert event.kind == EventKind.VIEWED
    assert event.detail == {"method": "birth_date", "serves": True, "document": notice.document_hash}
    assert "192.0.2.7" in event.sealed and "192.0.2.7" not in str(event.detail)
    assert evidence.first_fault(kept) is None


def test_the_date_the_person_enrolled_with_opens_too(notice):
    notice.person.birth_date = WRONG
    assert viewing.try_birth_date(notice=notice, typed=WRONG).opened


def test_without_any_known_date_nothing_opens(notice):
    notice.birth_date = None
    notice.person = None
    assert not viewing.try_birth_date(notice=notice, typed=BORN).opened


def test_five_wrong_tries_lock_for_half_an_hour(notice):
    for left in (4, 3, 2, 1):
        assert viewing.try_birth_date(notice=notice, typed=WRONG).left == left
    fifth = viewing.try_birth_date(notice=notice, typed=WRONG)
    assert timedelta(minutes=29) < fifth.locked_until - timezone.now() <= timedelta(minutes=30)
    even_right = viewing.try_birth_date(notice=notice, typed=BORN)
    assert not even_right.opened and even_right.locked_until == fifth.locked_until
    assert kinds_of(notice) == [EventKind.REFUSED_VIEW], "one event a lock"
    assert last_event(notice).detail == {"method": "birth_date", "tries": 5}
    assert AddressedNotice.objects.get(pk=notice.pk).state == NoticeState.SERVING


def test_after_the_lock_there_are_five_tries_again(notice):
    for _try in range(5):
        viewing.try_birth_date(notice=notice, typed=WRONG)
    AddressedNotice.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert viewing.try_birth_date(notice=notice, typed=WRONG).left == 4
    assert viewing.try_birth_date(notice=notice, typed=BORN).opened
    assert AddressedNotice.objects.get(pk=notice.pk).failed_views == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_a_time_are_five_tries_all_the_same():
    notice = notice_of(birth_date=BORN, state=NoticeState.SERVING)

    def guess(number: int) -> bool:
        try:
            return viewing.try_birth_date(notice=notice, typed=date(1970 + number, 1, 1)).opened
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert not any(pool.map(guess, range(12)))
    assert kinds_of(notice) == [EventKind.REFUSED_VIEW]
    assert AddressedNotice.objects.get(pk=notice.pk).failed_views == 5


def end_lock() -> None:
    AddressedNotice.objects.update(locked_until=timezone.now() - timedelta(seconds=1))


def guess_wrong(notice, times: int = 5) -> viewing.Tried:
    end_lock()
    return [viewing.try_birth_date(notice=notice, typed=WRONG) for _try in range(times)][-1]


def test_every_lock_is_twice_as_long_as_the_one_before(notice):
    for minutes in (30, 60, 120):
        until = guess_wrong(notice).locked_until
        assert timedelta(minutes=minutes - 1) < until - timezone.now() <= timedelta(minutes=minutes)


def test_after_fifteen_wrong_dates_the_right_one_opens_nothing_but_a_code_does(notice, rf):
    for _lock in range(3):
        guess_wrong(notice)
    end_lock()
    assert viewing.try_birth_date(notice=notice, typed=BORN) == viewing.Tried(opened=False)
    viewing.send_code(notice=notice, kind="mobile", request=rf.post("/"))
    text = DirectMessage.objects.get(purpose="verification_code").text
    [code] = re.findall(r"\b\d{6}\b", text)
    assert viewing.try_code(notice=notice, kind="mobile", typed=code).opened
    assert kinds_of(notice) == [EventKind.REFUSED_VIEW] * 3 + [EventKind.VIEWED]
    assert viewing.takes_birth_date(AddressedNotice.objects.get(pk=notice.pk))


def test_no_lock_is_longer_than_a_day(notice):
    AddressedNotice.objects.update(failed_views=32764)
    until = viewing.try_code(notice=notice, kind="mobile", typed="000000").locked_until
    assert timedelta(hours=23) < until - timezone.now() <= timedelta(days=1)


def test_what_waits_in_the_outbox_is_not_sent_after_viewing(notice):
    message = DirectMessage.objects.create(
        purpose="e_notice", channel="sms", address="01000000001", text="글", lease_until=timezone.now()
    )
    NoticeMessage.objects.create(
        notice=notice, rung=0, channel="sms", message=message, posted_at=timezone.now()
    )
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT)
    message.refresh_from_db()
    assert message.state == DeliveryState.WITHDRAWN and message.text is None


def test_every_opening_is_evidence_and_the_first_counts(notice):
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT)
    first = notice.seen_at
    assert not viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE)
    assert (notice.seen_at, notice.seen_by) == (first, SeenBy.ACCOUNT)
    assert [event.detail["serves"] for event in notice.evidence.order_by("sequence")] == [True, False]


@pytest.mark.parametrize(
    ("reason", "serves"),
    [
        (PaperReason.NOT_SEEN, True),
        (PaperReason.NO_CONTACT, True),
        (PaperReason.LATE, True),
        (PaperReason.WITHDRAWN, False),
        (PaperReason.LEFT, False),
        (PaperReason.NOT_ME, False),
    ],
)
def test_on_paper_a_look_serves_only_who_still_agrees(notice, reason, serves):
    fallback.to_paper(notice=notice, reason=reason)
    assert viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE) is serves
    assert notice.state == (NoticeState.SEEN if serves else NoticeState.ON_PAPER)


def test_after_the_event_a_look_serves_nobody(notice):
    round_ = notice.round
    round_.event_on = timezone.localdate() - timedelta(days=1)
    round_.serve_by, round_.paper_on = (round_.event_on - timedelta(days=gap) for gap in (7, 10))
    round_.save()
    assert not viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    assert notice.state == NoticeState.SERVING


@pytest.mark.parametrize("state", [NoticeState.HANDED_OVER, NoticeState.UNSERVED])
def test_an_end_stays_an_end(state):
    notice = notice_of(state=state, on_paper_at=timezone.now(), paper_reason=PaperReason.NOT_SEEN)
    assert not viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    assert notice.state == state and kinds_of(notice) == [EventKind.VIEWED]


def test_the_receipt_slip_is_signed_once(notice):
    with pytest.raises(ValidationError):
        viewing.sign(notice=notice)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    assert viewing.may_sign(notice)
    assert viewing.sign(notice=notice)
    at = notice.signed_at
    assert not viewing.sign(notice=notice) and not viewing.may_sign(notice)
    assert notice.signed_at == at
    assert kinds_of(notice) == [EventKind.VIEWED, EventKind.SIGNED]
    assert last_event(notice).detail == {"document": notice.document_hash}


def test_an_address_leads_to_its_notice_alone(notice):
    assert viewing.named_by(notice.token) == notice
    assert viewing.named_by("nosuchtoken1") is None
    assert viewing.named_by(notice.token.swapcase()) is None
    AddressedNotice.objects.filter(pk=notice.pk).update(document=None)
    assert viewing.named_by(notice.token) is None


def test_a_page_closes_for_whoever_has_only_the_address(notice):
    assert viewing.closed(notice, by_link=True) is None
    notice.round.event_on = timezone.localdate() - timedelta(days=viewing.LINK_DAYS_AFTER_EVENT + 1)
    assert viewing.closed(notice, by_link=True) == viewing.Closed.EXPIRED
    assert viewing.closed(notice, by_link=False) is None


def test_an_erased_person_or_a_cancelled_round_closes_it(notice):
    notice.person.erased_at = timezone.now()
    assert viewing.closed(notice, by_link=True) == viewing.Closed.EXPIRED
    notice.round.state = "cancelled"
    assert viewing.closed(notice, by_link=False) == viewing.Closed.CANCELLED
    assert viewing.closed(notice_of(round_of(), state=NoticeState.STOPPED), by_link=False)
