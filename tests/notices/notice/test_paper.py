"""Notices carried from door to door: every result, and whoever comes second."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from notices.domain.notice import paper, viewing
from notices.domain.notice.evidence import first_fault
from notices.enums.notice import EventKind, NoticeState, PaperResult, RoundState, SeenBy
from notices.enums.paper import Receiver, Sheet, UnservedReason
from notices.models import AddressedNotice, NoticeRound
from notices.queries import paper as queries
from portal.common.models import AuditEvent
from tests.factories.desk import OTHER_AREA, OTHER_DONG
from tests.factories.notices import round_of
from tests.notices.notice.papers import carried, clerk, leader_of, on_paper, results, tong_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tong():
    return tong_of()


@pytest.fixture
def notice(tong):
    return on_paper(tong=tong)


def test_handed_over_in_person_closes_it(notice, tong):
    leader = leader_of(tong)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader)
    notice.refresh_from_db()
    assert (notice.state, notice.paper_result) == (NoticeState.HANDED_OVER, PaperResult.IN_PERSON)
    assert results(notice) == [{"result": "in_person", "on": timezone.localdate().isoformat()}]
    assert first_fault(notice) is None
    assert AuditEvent.objects.get(action="notice.paper_result").actor == leader
    assert carried(leader) == []


def test_the_family_is_named_by_relation(notice):
    told = {"notice": notice, "result": PaperResult.TO_FAMILY, "by": clerk()}
    with pytest.raises(ValidationError) as refused:
        paper.record(**told)
    assert list(refused.value.error_dict) == ["receiver"]
    assert results(notice) == []
    paper.record(**told, receiver=Receiver.SPOUSE)
    notice.refresh_from_db()
    assert notice.state == NoticeState.HANDED_OVER
    assert results(notice)[0]["receiver"] == "spouse"


def test_a_receiver_goes_with_the_family_only(notice):
    with pytest.raises(ValidationError, match="가족에게 전달했을 때만"):
        paper.record(notice=notice, result=PaperResult.IN_PERSON, receiver=Receiver.CHILD, by=clerk())


def test_nobody_at_home_leaves_it_on_the_list_with_the_number_of_tries(notice, tong):
    leader = leader_of(tong)
    for _day in range(3):
        paper.record(notice=notice, result=PaperResult.ABSENT, by=leader)
    assert carried(leader) == [notice.pk]
    [row] = queries.of_bearer(leader)
    assert (row.tries, row.results, row.state) == (3, 3, NoticeState.ON_PAPER)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader)
    assert carried(leader) == []


def test_moved_comes_back_to_the_dong_which_sends_it_on_or_gives_it_up(notice, tong):
    leader, desk, next_tong = leader_of(tong), clerk(), tong_of(6)
    paper.record(notice=notice, result=PaperResult.MOVED, by=leader)
    assert carried(leader) == []
    assert AddressedNotice.objects.filter(queries.OPEN, queries.RETURNED).get() == notice
    paper.assign_tong(notice=notice, tong=next_tong, by=desk)
    assert carried(leader_of(next_tong)) == [notice.pk]
    paper.record(notice=notice, result=PaperResult.MOVED, by=desk)
    paper.close_unserved(notice=notice, by=desk, reason=UnservedReason.MOVED)
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNSERVED
    assert results(notice)[-1] == {"result": "unserved", "reason": "moved"}


def test_the_day_of_a_slip_lies_between_paper_and_today(notice):
    desk, today = clerk(), timezone.localdate()
    days = {"after": today + timedelta(days=1), "before": today - timedelta(days=1)}
    for on in days.values():
        with pytest.raises(ValidationError) as refused:
            paper.record(notice=notice, result=PaperResult.IN_PERSON, on=on, by=desk)
        assert list(refused.value.error_dict) == ["on"]
    AddressedNotice.objects.update(on_paper_at=timezone.now() - timedelta(days=3))
    paper.record(notice=notice, result=PaperResult.IN_PERSON, on=days["before"], by=desk)
    notice.refresh_from_db()
    assert timezone.localdate(notice.paper_result_at) == days["before"]
    assert results(notice)[0]["on"] == days["before"].isoformat()


def test_a_second_tap_counts_once(notice, tong):
    leader = leader_of(tong)
    for _tap in range(2):
        paper.record(notice=notice, result=PaperResult.ABSENT, by=leader, known_results=0)
    assert len(results(notice)) == 1
    for _tap in range(2):
        paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader, known_results=1)
    assert len(results(notice)) == 2


def test_of_two_bearers_the_second_is_told_and_changes_nothing(notice, tong):
    leader, desk = leader_of(tong), clerk()
    paper.record(notice=notice, result=PaperResult.ABSENT, by=leader, known_results=0)
    with pytest.raises(ValidationError, match="그사이 다른 사람이"):
        paper.record(notice=notice, result=PaperResult.MOVED, by=desk, known_results=0)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader, known_results=1)
    with pytest.raises(ValidationError, match="이미 전달한"):
        paper.record(notice=notice, result=PaperResult.IN_PERSON, by=desk, known_results=1)
    assert [detail["result"] for detail in results(notice)] == ["absent", "in_person"]


def test_who_views_it_meanwhile_is_off_the_list_and_not_handed_over_too(notice, tong):
    leader = leader_of(tong)
    assert viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    assert carried(leader) == []
    with pytest.raises(ValidationError, match="전자로 열람"):
        paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader)
    notice.refresh_from_db()
    assert (notice.state, notice.paper_result, results(notice)) == (NoticeState.SEEN, "", [])


def test_who_views_it_after_it_was_handed_over_is_not_counted_again(notice, tong):
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader_of(tong))
    assert not viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE)
    notice.refresh_from_db()
    assert notice.state == NoticeState.HANDED_OVER


def test_after_the_event_nothing_is_handed_over_and_the_rest_is_closed_at_once(tong):
    round_, desk, leader = round_of(), clerk(), leader_of(tong)
    notices = [on_paper(round_, tong) for _number in range(3)]
    elsewhere = on_paper(round_, tong_of(1, OTHER_DONG))
    own = queries.of_dongs([tong.dong])
    with pytest.raises(ValidationError, match="아직 행사일이"):
        paper.close_rest(notices=own, by=desk)
    paper.record(notice=notices[0], result=PaperResult.IN_PERSON, by=leader)
    yesterday = timezone.localdate() - timedelta(days=1)
    NoticeRound.objects.update(
        event_on=yesterday, serve_by=yesterday - timedelta(7), paper_on=yesterday - timedelta(10)
    )
    AddressedNotice.objects.update(on_paper_at=timezone.now() - timedelta(days=9))
    assert list(queries.carried_by(leader)) == []
    with pytest.raises(ValidationError, match="행사일이 지난 뒤"):
        paper.record(notice=notices[1], result=PaperResult.IN_PERSON, by=leader)
    paper.record(notice=notices[1], result=PaperResult.IN_PERSON, on=yesterday, by=desk)
    with pytest.raises(PermissionDenied):
        paper.close_rest(notices=own, by=clerk(OTHER_AREA))
    assert paper.close_rest(notices=own, by=desk) == 1
    assert paper.close_rest(notices=own, by=desk) == 0
    states = [AddressedNotice.objects.get(pk=one.pk).state for one in [*notices, elsewhere]]
    assert states == ["handed_over", "handed_over", "unserved", "on_paper"]
    assert results(notices[2]) == [{"result": "unserved", "reason": "event_over"}]
    notices[2].refresh_from_db()
    assert first_fault(notices[2]) is None


def test_a_result_written_down_by_mistake_is_taken_back_and_both_stay(notice, tong):
    desk, leader = clerk(), leader_of(tong)
    with pytest.raises(ValidationError, match="되돌릴 수 있는 결과가 없습니다"):
        paper.take_back(notice=notice, by=desk, reason="다른 집")
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader, known_results=0)
    for stranger in (leader, clerk(OTHER_AREA)):
        with pytest.raises(PermissionDenied):
            paper.take_back(notice=notice, by=stranger, reason="다른 집")
    with pytest.raises(ValidationError, match="사유를 적어"):
        paper.take_back(notice=notice, by=desk, reason="  ")
    paper.take_back(notice=notice, by=desk, reason="다른 집")
    notice.refresh_from_db()
    assert (notice.state, notice.paper_result, notice.paper_result_at) == (NoticeState.ON_PAPER, "", None)
    assert carried(leader) == [notice.pk]
    # A tap from before, sent again, does not close it behind the back of the desk.
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader, known_results=0)
    notice.refresh_from_db()
    assert notice.state == NoticeState.ON_PAPER
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader, known_results=2)
    assert [detail["result"] for detail in results(notice)] == ["in_person", "taken_back", "in_person"]
    [event] = notice.evidence.filter(detail__result="taken_back")
    assert (event.actor, "다른 집" in event.sealed) == (desk, True)
    notice.refresh_from_db()
    assert first_fault(notice) is None


def test_a_closed_round_takes_no_results(notice, tong):
    leader = leader_of(tong)
    notice.round.state = RoundState.CLOSED
    notice.round.save()
    assert carried(leader) == []
    for verb in (
        lambda: paper.record(notice=notice, result=PaperResult.IN_PERSON, by=leader),
        lambda: paper.close_unserved(notice=notice, by=clerk(), reason=UnservedReason.MOVED),
        lambda: paper.assign_tong(notice=notice, tong=tong, by=clerk()),
    ):
        with pytest.raises(ValidationError, match="이미 마감한"):
            verb()
    assert results(notice) == []


def test_printing_is_evidence_and_leaves_out_what_ended_meanwhile(tong):
    round_, desk = round_of(), clerk()
    first, seen = on_paper(round_, tong), on_paper(round_, tong)
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.CODE
    )
    printed = paper.print_run(notices=[first, seen], what=Sheet.NOTICES, by=desk)
    assert printed == [first]
    first.refresh_from_db()
    seen.refresh_from_db()
    assert first.printed_at is not None
    assert seen.printed_at is None
    [event] = first.evidence.filter(kind=EventKind.PRINTED)
    assert event.detail == {"what": "notices", "document": first.document_hash}
    assert event.actor == desk
    assert first_fault(first) is None
    assert not seen.evidence.filter(kind=EventKind.PRINTED).exists()
