"""Two people at one notice in the same moment, each on a connection of their own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from notices.domain.notice import paper, viewing
from notices.domain.notice.evidence import first_fault
from notices.enums.notice import EventKind, NoticeState, PaperResult, SeenBy
from tests.at_once import at_once
from tests.meanwhile import meanwhile
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def telling(notice, by, result=PaperResult.IN_PERSON):
    return lambda: paper.record(notice=notice, result=result, by=by, known_results=0)


def test_two_bearers_tell_it_once():
    tong = tong_of()
    bearers = leader_of(tong), clerk()
    for _round in range(ROUNDS):
        notice = on_paper(tong=tong)
        outcomes = at_once(*(telling(notice, by) for by in bearers))
        assert [isinstance(outcome, ValidationError) for outcome in outcomes].count(True) == 1
        assert notice.evidence.filter(kind=EventKind.PAPER_RESULT).count() == 1
        notice.refresh_from_db()
        assert notice.state == NoticeState.HANDED_OVER
        assert first_fault(notice) is None


def test_a_notice_given_to_another_tong_meanwhile_is_out_of_the_hands_of_its_bearer():
    tong, other, refused = tong_of(), tong_of(6), []
    notice, desk, leader = on_paper(tong=tong), clerk(), leader_of(tong)

    def tell():
        with pytest.raises(PermissionDenied):
            telling(notice, leader)()
        refused.append(leader)

    with meanwhile(tell):
        paper.assign_tong(notice=notice, tong=other, by=desk)
    assert refused == [leader]


def test_one_finger_twice_tells_it_once():
    tong = tong_of()
    leader = leader_of(tong)
    for result in (PaperResult.ABSENT, PaperResult.IN_PERSON):
        notice = on_paper(tong=tong)
        outcomes = at_once(*[telling(notice, leader, result)] * 3)
        assert [outcome.pk for outcome in outcomes] == [notice.pk] * 3
        assert notice.evidence.filter(kind=EventKind.PAPER_RESULT).count() == 1


def test_viewed_and_handed_over_in_the_same_moment_is_served_once():
    tong = tong_of()
    leader = leader_of(tong)
    for _round in range(ROUNDS):
        notice = on_paper(tong=tong)
        seen, handed = at_once(
            lambda notice=notice: viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE),
            telling(notice, leader),
        )
        notice.refresh_from_db()
        told = notice.evidence.filter(kind=EventKind.PAPER_RESULT).count()
        if seen:
            assert isinstance(handed, ValidationError)
            assert (notice.state, notice.paper_result, told) == (NoticeState.SEEN, "", 0)
        else:
            assert (notice.state, told) == (NoticeState.HANDED_OVER, 1)
        assert first_fault(notice) is None
