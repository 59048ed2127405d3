"""Notices on paper by tong and dong: whose list they are on, and figures that add up."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from enrollment.models import Tong
from notices.domain.notice import paper
from notices.enums.notice import PaperResult
from notices.enums.paper import Sheet, UnservedReason
from notices.models import AddressedNotice
from notices.queries import paper as queries
from notices.queries import paper_figures
from tests.factories.accounts import UserFactory
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_DONG
from tests.factories.notices import round_of
from tests.notices.notice.papers import carried, clerk, leader_of, on_paper, results, tong_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tong():
    return tong_of()


@pytest.fixture
def notice(tong):
    return on_paper(tong=tong)


def test_only_the_own_tong_and_the_own_dong(notice, tong):
    strangers = [
        leader_of(tong_of(6)),
        leader_of(tong_of(5, OTHER_DONG)),
        clerk(OTHER_AREA),
        UserFactory(),
    ]
    for stranger in strangers:
        assert carried(stranger) == []
        with pytest.raises(PermissionDenied):
            paper.record(notice=notice, result=PaperResult.IN_PERSON, by=stranger)
        with pytest.raises(PermissionDenied):
            paper.close_unserved(notice=notice, by=stranger, reason=UnservedReason.MOVED)
        with pytest.raises(PermissionDenied):
            paper.print_run(notices=[notice], what=Sheet.NOTICES, by=stranger)
    for verb in (paper.close_unserved, paper.assign_tong):
        given = {"reason": UnservedReason.MOVED} if verb is paper.close_unserved else {"tong": tong}
        with pytest.raises(PermissionDenied):
            verb(notice=notice, by=leader_of(tong), **given)
    assert results(notice) == []


def test_without_a_tong_it_waits_for_the_desk_of_its_dong(tong):
    notice = on_paper(tong=tong)
    AddressedNotice.objects.update(tong=None)
    notice.refresh_from_db()
    assert queries.of_dongs([tong.dong]).filter(queries.HOMELESS).get() == notice
    with pytest.raises(PermissionDenied):
        paper.assign_tong(notice=notice, tong=tong, by=clerk(OTHER_AREA))
    with pytest.raises(PermissionDenied):
        paper.assign_tong(notice=notice, tong=tong_of(1, OTHER_DONG), by=clerk())
    paper.assign_tong(notice=notice, tong=tong, by=clerk())
    assert carried(leader_of(tong)) == [notice.pk]


def test_when_its_tong_is_dissolved_it_waits_for_the_desk_too(notice, tong):
    leader, own = leader_of(tong), queries.of_dongs([tong.dong])
    Tong.objects.filter(pk=tong.pk).update(valid_to=timezone.localdate())
    assert carried(leader) == []
    assert own.filter(queries.HOMELESS).get() == notice
    figures = paper_figures.figures_of(own)
    assert (figures.with_leader, figures.homeless, figures.open) == (0, 1, 1)
    paper.assign_tong(notice=notice, tong=tong_of(6), by=clerk())
    assert not own.filter(queries.HOMELESS).exists()


def test_without_a_dong_it_is_on_the_list_of_every_dong_until_one_takes_it():
    tong, elsewhere = tong_of(), tong_of(1, OTHER_DONG)
    notice = on_paper(tong=tong)
    AddressedNotice.objects.update(tong=None, dong=None)
    notice.refresh_from_db()
    for dong in (tong.dong, elsewhere.dong):
        assert queries.of_dongs([dong]).filter(queries.HOMELESS).get() == notice
    paper.assign_tong(notice=notice, tong=elsewhere, by=clerk(OTHER_AREA))
    notice.refresh_from_db()
    assert notice.dong_id == OTHER_DONG
    assert not queries.of_dongs([tong.dong]).exists()
    assert OWN_DONG not in carried(leader_of(tong))


def test_a_tong_that_is_no_more_takes_no_notice(notice, tong):
    gone = tong_of(9)
    gone.valid_to = timezone.localdate()
    gone.save()
    with pytest.raises(ValidationError, match="지금은 없는 통"):
        paper.assign_tong(notice=notice, tong=gone, by=clerk())


def test_the_figures_add_up(tong):
    round_, desk = round_of(), clerk()
    notices = [on_paper(round_, tong) for _number in range(6)]
    paper.record(notice=notices[0], result=PaperResult.IN_PERSON, by=desk)
    paper.record(notice=notices[1], result=PaperResult.ABSENT, by=desk)
    paper.record(notice=notices[2], result=PaperResult.MOVED, by=desk)
    paper.close_unserved(notice=notices[3], by=desk, reason=UnservedReason.DECLINED)
    AddressedNotice.objects.filter(pk=notices[4].pk).update(tong=None)
    figures = paper_figures.figures_of(queries.of_dongs([tong.dong]))
    assert figures == paper_figures.PaperFigures(
        total=6, with_leader=2, absent=1, unprinted=2, returned=1, homeless=1, handed_over=1, unserved=1
    )
    assert figures.total == figures.open + figures.handed_over + figures.seen + figures.unserved
    assert [(row.pk, counted) for row, counted in paper_figures.rounds_of([tong.dong])] == [
        (round_.pk, figures)
    ]
    [(found, own)] = paper_figures.figures_by_tong(queries.of_dongs([tong.dong]))
    assert (found, own.total, own.homeless) == (tong, 5, 0)


def test_the_list_of_a_dong_asks_the_same_whatever_its_length(tong, django_assert_num_queries):
    round_ = round_of()
    for _number in range(3):
        on_paper(round_, tong)
    with django_assert_num_queries(1):
        assert len(list(queries.with_tries(queries.of_dongs([tong.dong])).select_related("tong"))) == 3
