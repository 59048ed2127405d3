"""Everything that can happen to a notice, in the same moment: one after the other, and nothing is lost."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from enrollment.domain.merge import merge_people, split_people
from enrollment.domain.proof import Proof
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ConsentPurpose
from notices.domain.notice import fallback, hand_over, ladder, round, viewing
from notices.domain.notice.check import faults
from notices.domain.notice.decide import correct_row, decide
from notices.enums import DeliveryState
from notices.enums.notice import NoticeState, RoundState, SeenBy
from notices.models import AddressedNotice, DirectMessage, NoticeMessage
from portal.accounts.enums import RoleCode
from tests.at_once import at_once
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of, terms_of
from tests.notices.rolls import draft, row, rows_of

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 15
FAMILIES = "김이박최정강조윤장임한오서신권"
ENDED = {NoticeState.SEEN, NoticeState.ON_PAPER, NoticeState.STOPPED}


def one_person_twice(number: int):
    """Enrolled twice in one household; the first record is kept when they are joined."""
    first, second = f"{FAMILIES[number]}가나", f"{FAMILIES[number]}다라"
    home = {"head_name": first, "road_address": f"왕십리로 {10 + number}", "address_detail": "101호"}
    kept = addressee(name=first, birth_date=date(1990, 5, 6), mobile=f"010000071{number:02}", **home)
    spouse = {"relation": "spouse", "birth_date": date(1991, 5, 6), "mobile": f"010000072{number:02}"}
    return kept, addressee(name=second, **spouse, **home)


def address_of(person) -> str:
    return f"{person.household.road_address}, {person.household.address_detail}"


def let_climb(**which) -> None:
    """The time of the next message has come."""
    AddressedNotice.objects.filter(next_at__isnull=False, **which).update(next_at=timezone.now())


def withdraw(person):
    proof = Proof()
    purpose = ConsentPurpose.E_NOTICE
    return withdraw_consent(person=person, purpose=purpose, on=timezone.localdate(), proof=proof, by=None)


def refused_nothing(results) -> None:
    assert [result for result in results if isinstance(result, Exception)] == []


def test_two_rounds_to_the_same_people_are_two_rounds(mail_sink):
    """Approved, begun and climbed in one moment: each person gets one message of each, and no third."""
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    terms = terms_of()
    people = [one_person_twice(number) for number in range(3)]
    rows = [
        row(who.name, f"{who.birth_date:%Y%m%d}", address=address_of(who)) for pair in people for who in pair
    ]
    for time in range(1, TIMES + 1):
        drafts = [draft(*rows, by=officer, terms=terms, event_in=40 + 2 * time + one) for one in (0, 1)]
        waiting = [round.submit(round=one, by=officer) for one in drafts]
        approved = at_once(
            *(lambda one=one: round.approve(round=one, by=approver) for one in waiting), ladder.climb_due
        )
        refused_nothing(approved)
        let_climb(rung=None)
        at_once(ladder.climb_due, ladder.climb_due, hand_over.deliver_window, hand_over.deliver_window)
        ladder.climb_due()
        assert sorted(one.round_no for one in approved[:2]) == [2 * time - 1, 2 * time]
        messages = NoticeMessage.objects.filter(notice__round__in=waiting)
        assert Counter(messages.values_list("notice__round", "rung")) == {
            (one.pk, 0): len(rows) for one in waiting
        }
        assert {one.person_id for one in rows_of(waiting[0])} == {who.pk for pair in people for who in pair}
    while hand_over.deliver_window():
        pass
    assert mail_sink.count() == NoticeMessage.objects.count() == 2 * TIMES * len(rows)
    assert [str(fault) for fault in faults()] == []


@pytest.mark.parametrize("has_own", [False, True], ids=["one notice", "one each"])
def test_a_notice_climbed_seen_withdrawn_and_joined_in_one_moment_has_one_end(
    has_own, mail_sink, sms_gateway
):
    for time in range(TIMES):
        kept, absorbed = one_person_twice(time)
        round_ = round_of()
        notice = notice_of(round_, absorbed)
        own = [notice_of(round_, kept)] if has_own else []
        ladder.start(round_)
        let_climb()
        seen, merge, _change, *_rest = at_once(
            lambda notice=notice: viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE),
            lambda kept=kept, absorbed=absorbed: merge_people(keep=kept, absorb=absorbed, by=None),
            lambda absorbed=absorbed: withdraw(absorbed),
            ladder.climb_due,
            hand_over.deliver_window,
        )
        let_climb()
        again = at_once(
            lambda merge=merge: split_people(merge=merge, by=None),
            lambda notice=notice: viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE),
            ladder.climb_due,
            fallback.paper_due,
            hand_over.deliver_window,
        )
        refused_nothing(again)
        settle()
        now = {one.pk: one for one in round_.notices.all()}
        assert now[notice.pk].person == absorbed
        assert now[notice.pk].state in ENDED
        assert (now[notice.pk].seen_at is not None) == (seen or again[1])
        for one in own:
            assert now[one.pk].person == kept and now[one.pk].state in ENDED | {NoticeState.SERVING}
        told = Counter(NoticeMessage.objects.values_list("notice", "rung"))
        assert set(told.values()) <= {1}
    mails = DirectMessage.objects.filter(purpose="e_notice", channel="email")
    assert mail_sink.count() == mails.filter(state=DeliveryState.HANDED_OVER).count()
    assert [str(fault) for fault in faults()] == []


def settle() -> None:
    """What the clock does from minute to minute, once more."""
    let_climb()
    ladder.climb_due()
    fallback.paper_due()


def test_deciding_about_a_row_beside_the_joining_of_two_people():
    """Nobody waits for the other for ever, and no row names a record that is not in use."""
    officer, terms = staff(RoleCode.OFFICER), terms_of()
    for time in range(TIMES):
        kept, absorbed = one_person_twice(time)
        made = draft(
            row(kept.name, "19900506", address=address_of(kept)),
            row(absorbed.name, "19990506", mobile=f"010000072{time:02}"),
            row("셋다가", "19880506"),
            by=officer,
            terms=terms,
            event_in=40 + time,
        )
        first, unsure, other = rows_of(made)
        assert (first.person, unsure.candidates) == (kept, [absorbed.pk])
        _decided, merge, corrected = at_once(
            lambda unsure=unsure, who=absorbed: decide(notice=unsure, person=who, by=officer),
            lambda kept=kept, absorbed=absorbed: merge_people(keep=kept, absorb=absorbed, by=None),
            lambda other=other: correct_row(notice=other, cells={"name": "넷다가"}, by=officer),
        )
        refused_nothing([merge, corrected])
        assert absorbed not in {one.person for one in rows_of(made)}
        assert absorbed.pk not in {pk for one in rows_of(made) for pk in one.candidates}
        _decided, split = at_once(
            lambda first=first, who=kept: decide(notice=first, person=who, by=officer),
            lambda merge=merge: split_people(merge=merge, by=None),
        )
        refused_nothing([split])
        made.refresh_from_db()
        assert made.state == RoundState.DRAFT
