"""Savings: seen notices times the assumption in force on the day each was seen, and nothing else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.target import FARTHEST
from enrollment.models import Dong
from notices.domain.savings import set_assumption, take_back
from notices.enums.notice import NoticeState, PaperReason, RoundState, SeenBy
from notices.models import SavingsAssumption
from notices.queries import savings
from notices.queries.savings_assumptions import assumptions_on
from portal.common import summary
from portal.common.models import AuditEvent
from tests.factories.accounts import DISTRICT, UserFactory
from tests.factories.notices import kind_of, terms_of
from tests.factories.savings import DAY, add, approved, assume, at, seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_assumption():
    """Only what a test sets."""
    SavingsAssumption.objects.all().delete()
    assume(date(2013, 1, 1), minutes=20, print_won=40)


def test_4884_seen_notices_at_20_minutes_are_1628_hours():
    seen(approved(), 4884)
    found = savings.read(DAY, DISTRICT)
    assert found.total.hours == 1628
    assert found.total.person_days == Decimal("203.5")
    assert found.person_days_per_dong == Decimal("203.5") / 17
    assert (found.total.notices, found.total.print_won, found.total.postage_won) == (4884, 195_360, 0)


def test_seen_notices_of_which_nothing_is_saved_are_counted():
    assume(date(2013, 1, 2), minutes=0, print_won=0)
    seen(approved(), 3)
    found = savings.read(DAY, DISTRICT)
    assert (found.total.notices, found.total.hours, found.total.won, found.unassumed) == (3, 0, 0, 0)


def test_a_cancelled_round_saves_nothing():
    """Its people are told anew by another round: nobody counts twice."""
    first, second = approved(), approved()
    seen(first, 4)
    seen(second, 4)
    first.state = RoundState.CANCELLED
    first.save()
    add(first, 2, state=NoticeState.STOPPED, rung=0)
    found = savings.read(DAY, DISTRICT)
    assert (found.total.notices, [part.key for part in found.by_round]) == (4, [second])
    assert (found.sent, found.on_paper) == (second.notices.filter(rung__isnull=False).count(), 0)


@pytest.mark.parametrize(
    "values",
    [
        {"state": NoticeState.SERVING, "rung": 1},
        {"state": NoticeState.ON_PAPER, "on_paper_at": at(DAY), "paper_reason": PaperReason.NOT_SEEN},
        {"state": NoticeState.HANDED_OVER, "on_paper_at": at(DAY), "paper_reason": PaperReason.NOT_SEEN},
        {"state": NoticeState.UNSERVED, "on_paper_at": at(DAY), "paper_reason": PaperReason.NO_CONSENT},
        {"state": NoticeState.STOPPED},
        # Carried first and looked at afterwards: the walk was made all the same.
        {
            "state": NoticeState.SEEN,
            "seen_at": at(DAY),
            "seen_by": SeenBy.ACCOUNT,
            "on_paper_at": at(DAY - timedelta(days=1)),
            "paper_reason": PaperReason.NOT_SEEN,
        },
    ],
)
def test_what_was_not_seen_or_was_carried_saves_nothing(values):
    round = approved()
    seen(round, 3)
    add(round, 5, **values)
    assert savings.read(DAY, DISTRICT).total.notices == 3


def test_a_notice_seen_late_at_night_counts_on_its_own_day():
    round = approved()
    seen(round, 1, DAY, hour=23)
    seen(round, 1, DAY + timedelta(days=1), hour=0)
    assert savings.read(DAY, DISTRICT).total.notices == 1
    assert savings.read(DAY + timedelta(days=1), DISTRICT).total.notices == 2
    assert savings.read(DAY + timedelta(days=1), DISTRICT, DAY + timedelta(days=1)).total.notices == 1


def test_each_notice_takes_the_assumption_of_the_day_it_was_seen_on():
    round = approved()
    assume(date(2013, 4, 1), minutes=Decimal("12.5"), postage_won=300)
    seen(round, 6, date(2013, 3, 31))
    seen(round, 4, date(2013, 4, 1))
    found = savings.read(date(2013, 4, 30), DISTRICT)
    assert found.total.minutes == 6 * 20 + 4 * Decimal("12.5")
    assert (found.total.print_won, found.total.postage_won, found.total.won) == (240, 1200, 1440)
    assert [(used.assumption.starts_on, used.notices) for used in found.used] == [
        (date(2013, 1, 1), 6),
        (date(2013, 4, 1), 4),
    ]


def test_the_assumption_of_a_kind_goes_before_that_for_every_kind():
    school = kind_of("test_school")
    assume(date(2013, 2, 1), minutes=0, postage_won=270, kind=school)
    assume(date(2013, 3, 1), minutes=30)
    seen(approved(), 2)
    seen(approved(terms=terms_of(school)), 5)
    by_kind = {part.key.code: part for part in savings.read(DAY, DISTRICT).by_kind}
    assert (by_kind["test_drill"].minutes, by_kind["test_drill"].postage_won) == (60, 0)
    assert (by_kind["test_school"].minutes, by_kind["test_school"].postage_won) == (0, 1350)


def test_a_day_without_an_assumption_is_told_and_not_guessed():
    round = approved(date(2012, 12, 1))
    seen(round, 7, date(2012, 12, 31))
    seen(round, 2, date(2013, 1, 1))
    found = savings.read(DAY, DISTRICT)
    assert (found.total.notices, found.unassumed) == (2, 7)


def test_parts_add_up_to_the_whole_in_every_cut():
    dongs = list(Dong.objects.filter(district=DISTRICT)[:2])
    one, other = approved(), approved(terms=terms_of(kind_of("test_school")))
    seen(one, 3, dong=dongs[0])
    seen(one, 4, DAY + timedelta(days=30), dong=dongs[1])
    seen(other, 5, DAY + timedelta(days=31))
    found = savings.read(DAY + timedelta(days=60), DISTRICT)
    for parts in (found.by_kind, found.by_round, found.by_month, found.by_dong):
        assert sum(part.notices for part in parts) == found.total.notices == 12
        assert sum(part.minutes for part in parts) == found.total.minutes == 240
    assert [(part.key, part.notices) for part in found.by_dong] == [(dongs[0], 3), (dongs[1], 4), (None, 5)]
    assert [part.key for part in found.by_month] == [date(2013, 3, 1), date(2013, 4, 1)]


def test_what_went_out_and_what_of_it_was_carried_stand_beside_the_figure():
    round = approved()
    seen(round, 3)
    add(round, 2, rung=2, state=NoticeState.ON_PAPER, on_paper_at=at(DAY), paper_reason=PaperReason.NOT_SEEN)
    add(round, 1, state=NoticeState.ON_PAPER, on_paper_at=at(DAY), paper_reason=PaperReason.NO_CONSENT)
    found = savings.read(DAY, DISTRICT)
    assert (found.sent, found.on_paper, found.total.notices) == (5, 2, 3)
    assert (found.total.hours, found.hours_of_all_sent) == (1, Decimal(5) / 3)
    before = savings.read(DAY - timedelta(days=1), DISTRICT)
    assert (before.sent, before.on_paper, before.total.notices) == (0, 0, 0)


def test_what_nothing_came_of_yet_is_named_and_every_sent_one_is_in_one_of_three():
    round, later = approved(), DAY + timedelta(days=3)
    seen(round, 3)
    seen(round, 2, later)
    paper = {"state": NoticeState.ON_PAPER, "paper_reason": PaperReason.NOT_SEEN, "rung": 2}
    add(round, 4, on_paper_at=at(DAY), **paper)
    add(round, 5, on_paper_at=at(later), **paper)
    add(round, 6, rung=0, state=NoticeState.SERVING)
    add(round, 7, state=NoticeState.SERVING)  # nothing of these was sent
    for day, expected in ((DAY, (20, 3, 4, 13)), (later, (20, 5, 9, 6))):
        found = savings.read(day, DISTRICT)
        assert (found.sent, found.total.notices, found.on_paper, found.open) == expected


def test_as_many_statements_however_many_rounds(django_assert_num_queries):
    for number in range(4):
        seen(approved(), number + 1, dong=Dong.objects.filter(district=DISTRICT)[number])
    summary.catch_up()
    with summary.may_not_write(), django_assert_num_queries(6):
        assert len(savings.read(DAY, DISTRICT).by_round) == 4


def given(**changes) -> dict:
    today = timezone.localdate()
    values = {"kind": None, "starts_on": today, "minutes": Decimal(15), "print_won": 50, "postage_won": 0}
    return {**values, "source": "2026년 조사", "by": UserFactory(), **changes}


def test_a_new_assumption_leaves_what_was_told_before_as_it_was():
    seen(approved(), 10)
    before = savings.read(DAY, DISTRICT).total
    by = UserFactory()
    made = set_assumption(**given(by=by))
    assert savings.read(DAY, DISTRICT).total == before
    assert (made.minutes, made.print_won, made.set_by) == (15, 50, by)
    [in_force] = assumptions_on(timezone.localdate())
    assert in_force == made and assumptions_on(DAY) != [made]
    event = AuditEvent.objects.get(action="savings.set")
    assert (event.actor, event.detail["minutes"], event.detail["kind"]) == (by, "15", "")


def test_what_has_not_begun_before_today_can_be_set_again():
    set_assumption(**given())
    again = set_assumption(**given(minutes=Decimal(18)))
    assert SavingsAssumption.objects.filter(starts_on=timezone.localdate()).get() == again
    assert AuditEvent.objects.filter(action="savings.set").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": timezone.localdate() - timedelta(days=1)}, "starts_on"),
        ({"minutes": Decimal(-1)}, "minutes"),
        ({"source": "  "}, "source"),
        ({"starts_on": date(9999, 12, 31)}, "starts_on"),
        ({"starts_on": timezone.localdate() + FARTHEST + timedelta(days=1)}, "starts_on"),
    ],
)
def test_what_would_change_the_past_or_says_nothing_is_refused(changes, field):
    with pytest.raises(ValidationError) as refused:
        set_assumption(**given(**changes))
    assert list(refused.value.message_dict) == [field]
    assert SavingsAssumption.objects.count() == 1


def test_what_has_not_begun_is_taken_back_and_what_holds_is_not():
    seen(approved(), 10)
    by, tomorrow = UserFactory(), timezone.localdate() + timedelta(days=1)
    made = set_assumption(**given(starts_on=tomorrow))
    take_back(assumption=made, by=by)
    take_back(assumption=made, by=by)
    assert not SavingsAssumption.objects.filter(starts_on=tomorrow).exists()
    event = AuditEvent.objects.get(action="savings.take_back")
    assert (event.actor, event.detail["starts_on"], event.detail["minutes"]) == (
        by,
        tomorrow.isoformat(),
        "15.0",
    )
    before = savings.read(DAY, DISTRICT).total
    for holding in (set_assumption(**given()), SavingsAssumption.objects.earliest("starts_on")):
        with pytest.raises(ValidationError, match="이미 시작한 가정은"):
            take_back(assumption=holding, by=by)
    assert SavingsAssumption.objects.count() == 2 and savings.read(DAY, DISTRICT).total == before
