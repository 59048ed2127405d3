"""What was settled is corrected or taken up again: with words, beside those before, and in the audit."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from enrollment.domain import burst
from enrollment.models import Burst, BurstNote
from portal.common.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.desk import OWN_DONG
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 16)


@pytest.fixture
def first():
    return UserFactory(name="김직원")


@pytest.fixture
def settled(first) -> Burst:
    values = {"what": f"dong:{OWN_DONG}", "dong_id": OWN_DONG, "applications": 30, "detail": {"least": 10}}
    found = Burst.objects.create(kind=Burst.Kind.NIGHT, day=DAY, **values)
    return burst.settle(burst=found, note="야간 행사에서 받음", by=first)


def newest(one: Burst) -> int:
    return one.notes.last().pk


def written() -> list[tuple]:
    return list(BurstNote.objects.values_list("step", "note", "by__name"))


def audited() -> list[tuple]:
    events = AuditEvent.objects.filter(action__startswith="burst.").order_by("id")
    return list(events.values_list("action", "actor__name", "detail"))


def test_corrected_words_hold_and_those_before_stay(settled):
    second = UserFactory(name="박직원")
    burst.correct(burst=settled, note=" 토요일 행사에서\n받음", seen=newest(settled), by=second)
    settled.refresh_from_db()
    assert (settled.settled_by, settled.settled_note) == (second, "토요일 행사에서 받음")
    assert written() == [
        ("settled", "야간 행사에서 받음", "김직원"),
        ("corrected", "토요일 행사에서 받음", "박직원"),
    ]
    detail = {"kind": "night", "day": "2026-03-16"}
    assert audited() == [("burst.settle", "김직원", detail), ("burst.correct", "박직원", detail)]


def test_taken_up_again_it_waits_until_it_is_settled_once_more(settled):
    second = UserFactory(name="박직원")
    burst.reopen(burst=settled, note="같은 날 신청이 또 취소됨", seen=newest(settled), by=second)
    settled.refresh_from_db()
    assert (settled.settled_by, settled.settled_note) == (None, "")
    burst.find(DAY, DAY)
    assert Burst.objects.get() == settled, "it holds no longer, and yet somebody wants to look at it"
    burst.settle(burst=settled, note="동에 확인함, 맞음", by=second)
    assert [step for step, _note, _by in written()] == ["settled", "reopened", "settled"]
    assert [action for action, *_rest in audited()] == ["burst.settle", "burst.reopen", "burst.settle"]


def test_what_somebody_wrote_meanwhile_is_not_written_over(settled, first):
    seen, second = newest(settled), UserFactory()
    burst.correct(burst=settled, note="먼저 고친 내용", seen=seen, by=first)
    for write in (burst.correct, burst.reopen):
        with pytest.raises(ValidationError, match="그 사이 김직원 님이 바꾸었습니다"):
            write(burst=settled, note="나중에 적은 내용", seen=seen, by=second)
    burst.reopen(burst=settled, note="다시 봅니다", seen=newest(settled), by=first)
    with pytest.raises(ValidationError, match="그 사이 김직원 님이 바꾸었습니다"):
        burst.correct(burst=settled, note="나중에 적은 내용", seen=newest(settled), by=second)
    assert len(written()) == 3


def test_the_same_sent_twice_is_written_once(settled, first):
    seen = newest(settled)
    for _time in range(2):
        burst.correct(burst=settled, note="고친 내용입니다", seen=seen, by=first)
    seen = newest(settled)
    for _time in range(2):
        burst.reopen(burst=settled, note="다시 봅니다", seen=seen, by=first)
    assert [step for step, _note, _by in written()] == ["settled", "corrected", "reopened"]


def test_what_nobody_settled_can_be_neither(settled):
    other = Burst.objects.create(kind=Burst.Kind.NIGHT, day=date(2026, 3, 17), what="dong:1", applications=30)
    for write in (burst.correct, burst.reopen):
        with pytest.raises(ValidationError, match="아직 확인하지 않은"):
            write(burst=other, note="확인한 내용", seen=None, by=UserFactory())
    assert len(written()) == 1


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("응", "다섯 글자 이상"),
        (f"신청인 {RESIDENT_NUMBER} 확인함", "주민등록번호"),
        ("010-0000-5678로 전화해 확인함", "전화번호로 보이는 숫자"),
    ],
)
def test_no_note_holds_a_number_of_a_resident(settled, first, note, says):
    for write in (burst.correct, burst.reopen):
        with pytest.raises(ValidationError, match=says):
            write(burst=settled, note=note, seen=newest(settled), by=first)
    burst.reopen(burst=settled, note="다시 봅니다", seen=newest(settled), by=first)
    with pytest.raises(ValidationError, match=says):
        burst.settle(burst=settled, note=note, by=first)
    assert len(written()) == 2


def test_what_was_written_is_never_changed(settled):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        settled.notes.update(note="다른 내용")
    with pytest.raises(IntegrityError), transaction.atomic():
        settled.notes.all().delete()
    assert written() == [("settled", "야간 행사에서 받음", "김직원")]
