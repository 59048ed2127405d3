"""Rounds of notices in the demonstration: one to watch, one to approve, each true to the domain."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.models import Dong, Person, Tong
from notices.domain.notice import check, round
from notices.domain.notice.round_steps import open_rows, wrote
from notices.enums.notice import NoticeState, PaperReason, RollVerdict, RoundState
from notices.models import DirectMessage, ElectionPeriod, NoticeRequest, NoticeRound
from portal.accounts.models import User
from portal.local import demo_accounts, demo_rounds
from tests.factories.enrollment import enroll
from tests.factories.notices import addressee

pytestmark = pytest.mark.django_db
PEOPLE = 28


@pytest.fixture
def resident(db) -> Person:
    """Somebody of the dong among enough others, with the accounts of the demonstration."""
    ElectionPeriod.objects.all().delete()
    dong = Dong.objects.select_related("district").get(code=demo_rounds.DONG.split("/")[1])
    Tong.objects.bulk_create(Tong(dong=dong, number=number, valid_from=date(2012, 1, 1)) for number in (1, 2))
    people = [
        addressee(
            name=f"가{'솔별강들샘결온새'[number % 8]}{'람빛무해'[number // 8]}",
            birth_date=date(1980, 1, 1) + timedelta(days=97 * number),
            dong=dong,
            tong_number=1 + number // 14,
            road_address=f"서울특별시 성동구 무학로 {10 + number}",
        )
        for number in range(PEOPLE)
    ]
    for number in range(2 * demo_rounds.NOT_ENROLLED):
        enroll(
            name=f"나{'솔별강들'[number]}해",
            sex="male",
            services=("district_news",),
            dong=dong,
            tong_number=2,
            road_address=f"서울특별시 성동구 마장로 {10 + number}",
        )
    demo_accounts.create()
    return people[0]


def test_one_is_served_and_one_waits_for_approval(resident):
    serving, waiting = demo_rounds.fill(resident=resident)
    assert (serving.state, waiting.state) == (RoundState.SERVING, RoundState.IN_REVIEW)
    found = Counter(serving.notices.values_list("state", "paper_reason"))
    strangers = len(demo_rounds.STRANGERS)
    assert found == {
        (NoticeState.SEEN, ""): 16,
        (NoticeState.SERVING, ""): 8,
        (NoticeState.ON_PAPER, PaperReason.UNKNOWN): strangers,
        (NoticeState.ON_PAPER, PaperReason.NO_CONSENT): demo_rounds.NOT_ENROLLED,
    }
    assert list(check.faults()) == []
    assert DirectMessage.objects.filter(purpose="e_notice").count() == 24
    assert NoticeRequest.objects.filter(notice__round=serving, state="waiting").count() == 1


def test_the_resident_has_one_to_open(resident):
    serving, _waiting = demo_rounds.fill(resident=resident)
    mine = resident.notices.get()
    assert (mine.round, mine.state, mine.rung) == (serving, NoticeState.SERVING, 0)


def test_the_tong_leader_has_something_to_carry(resident):
    serving, _waiting = demo_rounds.fill(resident=resident)
    carried = serving.notices.filter(paper_reason=PaperReason.UNKNOWN)
    tongs = set(carried.values_list("dong", "tong__number"))
    assert tongs == {(demo_rounds.DONG.split("/")[1], 1)}


def test_what_waits_can_be_approved_by_the_approver_and_not_by_the_officer(resident):
    _serving, waiting = demo_rounds.fill(resident=resident)
    approver = User.objects.get(email="approver@example.kr")
    officer = User.objects.get(email="officer@example.kr")
    assert wrote(officer, waiting) and not wrote(approver, waiting)
    assert not open_rows(waiting).exists()
    verdicts = Counter(waiting.notices.values_list("verdict", "state"))
    assert verdicts[RollVerdict.REFUSED, NoticeState.STOPPED] == 1
    assert waiting.notices.filter(decided_by=officer, verdict=RollVerdict.MATCHED).count() == 1
    approved = round.approve(round=waiting, by=approver)
    assert (approved.state, approved.round_no) == (RoundState.SERVING, 2)


def test_no_round_where_an_election_forbids_it(resident):
    day = timezone.localdate() + timedelta(days=20)
    ElectionPeriod.objects.create(
        name="시험 선거",
        election_on=day,
        publicity_from=day - timedelta(days=180),
        events_from=day - timedelta(days=60),
    )
    assert demo_rounds.fill(resident=resident) == []
    assert not NoticeRound.objects.exists()
