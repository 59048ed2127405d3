"""Notices follow their person when two records become one, and go back when they become two again."""

import pytest

from enrollment.domain.merge import merge_people, split_people
from enrollment.models import Person
from notices.domain.notice import evidence, ladder, viewing
from notices.domain.notice.check import faults
from notices.enums.notice import (
    EventKind,
    NoticeState,
    PaperReason,
    RollVerdict,
    RoundState,
    SeenBy,
)
from notices.models import AddressedNotice
from tests.factories.accounts import UserFactory
from tests.factories.notices import addressee, notice_of, round_of

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "301호"}


@pytest.fixture
def people() -> tuple[Person, Person]:
    """One person enrolled twice at one address."""
    kept = addressee(name="김가나", head_name="김가나", **HOME)
    absorbed = addressee(name="김가니", head_name="김가나", relation="spouse", **HOME)
    assert kept.household_id == absorbed.household_id
    return kept, absorbed


def served(round_, person, **changes) -> AddressedNotice:
    notice = notice_of(round_, person, **changes)
    evidence.record(notice, EventKind.APPROVED)
    return notice


def seen(notice) -> AddressedNotice:
    AddressedNotice.objects.filter(pk=notice.pk).update(state=NoticeState.SERVING)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.ACCOUNT)
    return notice


def now_of(notice) -> AddressedNotice:
    return AddressedNotice.objects.get(pk=notice.pk)


def found() -> list[str]:
    return [str(fault) for fault in faults()]


def test_a_notice_of_the_absorbed_record_follows_and_says_so(people):
    kept, absorbed = people
    notice = served(round_of(), absorbed, state=NoticeState.SERVING)
    clerk = UserFactory()
    merge = merge_people(keep=kept, absorb=absorbed, by=clerk)
    assert now_of(notice).person == kept
    event = notice.evidence.latest("sequence")
    assert (event.kind, event.actor) == (EventKind.DECIDED, clerk)
    assert event.detail == {"how": "people_merged", "merge": merge.pk, "person": kept.pk}
    split_people(merge=merge, by=clerk)
    assert now_of(notice).person == absorbed
    assert notice.evidence.latest("sequence").detail["how"] == "people_split"
    assert found() == []


def test_one_notice_of_a_round_is_enough_and_the_other_goes_on_after_a_split(people):
    kept, absorbed = people
    round_ = round_of()
    own, other = served(round_, kept), served(round_, absorbed)
    ladder.start(round_)
    merge = merge_people(keep=kept, absorb=absorbed, by=None)
    assert (now_of(own).state, now_of(own).person) == (NoticeState.SERVING, kept)
    assert (now_of(other).state, now_of(other).next_at) == (NoticeState.STOPPED, None)
    stop = other.evidence.latest("sequence")
    assert (stop.kind, stop.detail["reason"], stop.detail["instead"]) == ("stopped", "people_merged", own.pk)
    split_people(merge=merge, by=None)
    assert now_of(other).state == NoticeState.SERVING and now_of(other).next_at is not None
    assert now_of(own).state == NoticeState.SERVING
    assert found() == []


def test_the_notice_that_was_seen_stays_whoever_it_came_to(people):
    kept, absorbed = people
    round_ = round_of()
    own, other = served(round_, kept, state=NoticeState.SERVING), seen(served(round_, absorbed))
    merge_people(keep=kept, absorb=absorbed, by=None)
    assert now_of(other).state == NoticeState.SEEN
    assert now_of(own).state == NoticeState.STOPPED
    assert found() == []


def test_nobody_is_left_without_a_notice(people):
    """Where one came to nothing, the other goes on."""
    kept, absorbed = people
    round_ = round_of()
    gave_up = served(round_, kept, state=NoticeState.STOPPED)
    open_ = served(round_, absorbed, state=NoticeState.SERVING)
    merge_people(keep=kept, absorb=absorbed, by=None)
    assert (now_of(gave_up).state, now_of(open_).state) == (NoticeState.STOPPED, NoticeState.SERVING)


def test_what_was_on_paper_goes_on_paper_again(people):
    kept, absorbed = people
    round_ = round_of()
    own, other = seen(served(round_, kept)), served(round_, absorbed, state=NoticeState.SERVING)
    ladder.to_paper(notice=other, reason=PaperReason.NOT_SEEN)
    merge = merge_people(keep=kept, absorb=absorbed, by=None)
    assert now_of(other).state == NoticeState.STOPPED
    split_people(merge=merge, by=None)
    assert (now_of(other).state, now_of(own).state) == (NoticeState.ON_PAPER, NoticeState.SEEN)
    assert found() == []


def test_a_closed_round_is_not_opened_by_a_split(people):
    kept, absorbed = people
    round_ = round_of()
    served(round_, kept)
    other = served(round_, absorbed)
    ladder.start(round_)
    merge = merge_people(keep=kept, absorb=absorbed, by=None)
    type(round_).objects.filter(pk=round_.pk).update(state=RoundState.CLOSED)
    split_people(merge=merge, by=None)
    assert now_of(other).state == NoticeState.STOPPED


def test_rows_of_a_roll_that_was_not_sent_are_set_right(people):
    kept, absorbed = people
    alone, both = round_of(state=RoundState.DRAFT), round_of(state=RoundState.DRAFT)
    moved = notice_of(alone, absorbed)
    own, other = notice_of(both, kept), notice_of(both, absorbed)
    unsure = notice_of(both, verdict=RollVerdict.UNSURE, candidates=[absorbed.pk, kept.pk, 99])
    merge = merge_people(keep=kept, absorb=absorbed, by=None)
    assert now_of(moved).person == kept
    assert now_of(own).person == kept
    assert (now_of(other).verdict, now_of(other).person) == (RollVerdict.REFUSED, None)
    assert now_of(other).problems == [{"note": "twice", "field": ""}]
    assert now_of(unsure).candidates == [kept.pk, 99]
    assert not moved.evidence.exists()  # a draft may go without leaving any
    split_people(merge=merge, by=None)
    for row in (moved, own):
        assert (now_of(row).verdict, now_of(row).person) == (RollVerdict.UNSURE, None)
        assert now_of(row).candidates == [kept.pk, absorbed.pk]


def test_two_children_of_one_guardian_stay_two_notices(people):
    kept, absorbed = people
    round_ = round_of()
    served(round_, kept, subject="a" * 32)
    other = served(round_, absorbed, subject="b" * 32, state=NoticeState.SERVING)
    merge_people(keep=kept, absorb=absorbed, by=None)
    assert (now_of(other).person, now_of(other).state) == (kept, NoticeState.SERVING)
