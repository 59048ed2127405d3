"""What the rolls come to by day equals the rolls, whatever is done to them by whom."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrollment.models import Dong
from notices.enums.notice import NoticeState, PaperReason, RoundState, SeenBy
from notices.models import AddressedNotice, NoticeDay, NoticeRound
from notices.queries import notice_days, savings
from portal.common import summary
from portal.common.models import StaleCell
from tests.factories.accounts import DISTRICT
from tests.factories.savings import DAY, add, approved, at, seen

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=3)
PAPER = {"state": NoticeState.ON_PAPER, "paper_reason": PaperReason.NOT_SEEN, "rung": 1}

steps = st.lists(
    st.tuples(
        st.sampled_from(["send", "see", "carry", "see_late", "stop", "move", "drop", "count"]),
        st.integers(0, 8),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=12,
)


def step(name: str, notice, on: date, dong: str) -> None:
    """Something happens to one notice, past all code that would do it."""
    changes = {
        "send": {"state": NoticeState.SERVING, "rung": 0},
        "see": {"state": NoticeState.SEEN, "seen_at": at(on), "seen_by": SeenBy.ACCOUNT},
        "carry": {**PAPER, "on_paper_at": at(on)},
        "see_late": {"state": NoticeState.SEEN, "seen_at": at(on, 23), "on_paper_at": at(on),
                     "paper_reason": PaperReason.NOT_SEEN, "seen_by": SeenBy.ACCOUNT},
        "stop": {"state": NoticeState.STOPPED},
        "move": {"dong_id": dong},
    }  # fmt: skip
    if name == "drop":
        notice.delete()
    elif name == "count":
        summary.catch_up()
    else:
        AddressedNotice.objects.filter(pk=notice.pk).update(**changes[name])


@given(steps)
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_days_equal_the_rolls_after_any_history(db, history):
    NoticeRound.objects.all().delete()  # those of the history before
    dongs = list(Dong.objects.filter(district=DISTRICT).order_by("code")[:2])
    round = approved()
    add(round, 4, state=NoticeState.DRAFT, dong=dongs[0])
    add(round, 4, state=NoticeState.SERVING)
    for name, number, days in history:
        notices = list(round.notices.order_by("position"))
        if notices:
            step(name, notices[number % len(notices)], DAY + timedelta(days=days), dongs[days % 2].code)
    summary.catch_up()
    found = summary.check()
    assert (found.differences, StaleCell.objects.exists()) == ([], False)
    told = savings.read(DAY + timedelta(days=60), DISTRICT)
    rows = AddressedNotice.objects.filter(round=round)
    assert told.total.notices == rows.filter(state=NoticeState.SEEN, on_paper_at=None).count()
    assert told.sent == rows.filter(rung__isnull=False).count()
    assert sum(part.notices for part in told.by_half) == told.total.notices
    unsettled = rows.filter(rung__isnull=False, seen_at=None, on_paper_at=None)
    assert told.open == unsettled.exclude(state=NoticeState.STOPPED).count()


days = st.integers(-50, 60).map(lambda number: DAY + timedelta(days=number))


@given(
    st.lists(st.tuples(days, st.integers(0, 2), st.integers(1, 3), st.booleans()), min_size=1, max_size=6),
    st.lists(days, max_size=2),
    st.none() | days,
    days,
)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_dongs_months_and_rounds_add_up_to_the_same_in_any_stretch(db, sightings, starts, first, last):
    """Whichever months the stretch breaks, and whatever day an assumption begins on."""
    NoticeRound.objects.all().delete()
    dongs = [*Dong.objects.filter(district=DISTRICT).order_by("code")[:2], None]
    kept, gone = approved(date(2013, 1, 2)), approved(date(2013, 1, 3))
    for day, dong, count, is_gone in sightings:
        seen(gone if is_gone else kept, count, day, dong=dongs[dong])
    summary.catch_up()
    gone.state = RoundState.CANCELLED
    gone.save()
    starts = sorted(set(starts))
    found = notice_days.seen(last, DISTRICT, first, starts)
    rows = kept.notices.filter(seen_at__date__lte=last)
    if first:
        rows = rows.filter(seen_at__date__gte=first)
    counted, in_dongs = Counter(), Counter()
    for notice in rows:
        span = sum(start <= at_home(notice.seen_at) for start in starts)
        counted[span] += 1
        in_dongs[span, notice.dong_id or ""] += 1
    assert counted == added(found, "round_id", lambda part: part.span)
    assert counted == added(found, "month", lambda part: part.span)
    assert in_dongs == added(found, "dong_code", lambda part: (part.span, part.dong_code))
    assert summary.check().differences == []


def at_home(moment) -> date:
    return timezone.localtime(moment).date()


def added(parts, cut: str, key) -> Counter:
    """Notices of the parts of one cut, added up by a key."""
    found = Counter()
    for part in parts:
        if getattr(part, cut) is not None:
            found[key(part)] += part.notices
    return found


def test_a_notice_is_counted_in_its_dong_and_one_of_no_known_dong_apart():
    dong, round = Dong.objects.filter(district=DISTRICT).first(), approved()
    seen(round, 2, dong=dong)
    seen(round, 3)
    summary.catch_up()
    rows = NoticeDay.objects.order_by("dong_code").values_list("dong_code", "day", "addressed", "seen")
    assert list(rows) == [("", DAY, 3, 3), (dong.code, DAY, 2, 2)]


def test_rounds_by_kind_and_month_of_their_approval():
    march, april, gone = approved(), approved(date(2013, 4, 2)), approved()
    seen(march, 3)
    seen(march, 2, LATER)
    add(march, 4, on_paper_at=at(LATER), **PAPER)
    add(march, 1, state=NoticeState.ON_PAPER, on_paper_at=at(DAY), paper_reason=PaperReason.NO_CONSENT)
    add(march, 1, state=NoticeState.STOPPED)
    seen(april, 6, date(2013, 4, 3))
    seen(gone, 5)
    gone.state = RoundState.CANCELLED
    gone.save()
    first, second = notice_days.rounds(date(2013, 4, 30), DISTRICT)
    assert (first.month, first.rounds, first.addressed, first.sent) == (date(2013, 3, 1), 1, 10, 9)
    assert (first.seen, first.carried) == (5, 4)
    assert (second.rounds, second.addressed, second.sent, second.seen) == (1, 6, 6, 6)
    [then] = notice_days.rounds(DAY, DISTRICT)
    assert (then.addressed, then.sent, then.seen, then.carried) == (10, 9, 3, 0)
    assert [row.month.month for row in notice_days.rounds(LATER, DISTRICT, date(2013, 4, 1))] == []


def test_a_round_that_goes_takes_its_days_along():
    round = approved()
    seen(round, 3)
    summary.catch_up()
    round.delete()
    summary.catch_up()
    assert not NoticeDay.objects.exists() and summary.check().differences == []


def test_what_is_not_counted_notes_nothing():
    round = approved()
    seen(round, 3)
    summary.catch_up()
    AddressedNotice.objects.filter(round=round).update(printed_at=at(LATER), next_at=None, events=7)
    assert not StaleCell.objects.exists()


def test_another_day_of_approval_moves_what_was_sent():
    round = approved()
    seen(round, 3)
    summary.catch_up()
    round.approved_at = at(DAY - timedelta(days=2))
    round.save()
    summary.catch_up()
    rows = NoticeDay.objects.order_by("day").values_list("day", "sent", "seen")
    assert list(rows) == [(DAY - timedelta(days=2), 3, 0), (DAY, 0, 3)]
