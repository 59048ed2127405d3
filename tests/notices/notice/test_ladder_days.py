"""The ladder and the calendar: holidays, weekends, two rounds, and paper in time."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from notices.domain.notice import fallback, hand_over, ladder
from notices.enums.notice import NoticeState, PaperReason
from notices.models import (
    DirectMessage,
    Holiday,
    NoticeMessage,
    NoticeRound,
)
from notices.notice_terms import Rung
from tests.factories.notices import notice_of, round_of, states
from tests.notices.notice.climbing import started_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def started() -> NoticeRound:
    return started_round()


def test_paper_on_its_day_and_no_message_any_more(started):
    today = timezone.localdate()
    assert fallback.paper_due() == 0
    started.paper_on, started.serve_by = today, today + timedelta(days=3)
    started.save()
    assert ladder.climb_due() == 2
    assert states(started) == {NoticeState.ON_PAPER: 3}
    assert not NoticeMessage.objects.exists()


def test_paper_takes_whoever_waits_after_the_last_rung(started):
    ladder.climb_due()
    started.notices.filter(state="serving").update(next_at=None)
    started.paper_on, started.serve_by = timezone.localdate(), timezone.localdate() + timedelta(days=3)
    started.save()
    assert fallback.paper_due() == 2 and fallback.paper_due() == 0
    assert states(started) == {NoticeState.ON_PAPER: 3}
    assert set(started.notices.filter(verdict="matched").values_list("paper_reason", flat=True)) == {
        "not_seen"
    }
    assert set(DirectMessage.objects.values_list("state", flat=True)) >= {"withdrawn"}


def test_a_round_that_begins_too_late_goes_on_paper_whole():
    round = round_of(people=1)
    round.paper_on = timezone.localdate()
    ladder.start(round)
    assert round.notices.get().paper_reason == PaperReason.LATE


def test_two_rounds_to_one_person_do_not_meet():
    first = round_of(people=1)
    person = first.notices.get().person
    second = round_of(first.terms)
    notice_of(second, person)
    for round in (first, second):
        ladder.start(round)
    ladder.climb_due()
    assert NoticeMessage.objects.filter(notice__person=person).count() == 2


def test_on_a_holiday_nothing_begins_and_nothing_is_handed_over(started, settings, mail_sink):
    ladder.climb_due()
    settings.QUIET_HOURS = (time(23, 59), time(0, 1))
    today = timezone.localdate()
    Holiday.objects.get_or_create(day=today, defaults={"name": "쉬는 날"})
    assert hand_over.deliver_window() == 0
    other = round_of(people=1)
    ladder.start(other)
    assert timezone.localdate(other.notices.get().next_at) > today
    Holiday.objects.filter(day=today).delete()


def test_over_a_weekend_the_next_rung_waits_for_monday_morning(quiet_hours):
    """Friday 20:00 and a day is Saturday: neither then nor on Sunday, nor on a holiday after it."""
    friday = timezone.make_aware(datetime(2027, 1, 8, 20))
    assert friday.weekday() == 4
    rung = Rung("sms", 24)
    assert timezone.localtime(ladder.after(rung, friday)) == timezone.make_aware(datetime(2027, 1, 11, 8))
    Holiday.objects.get_or_create(day=date(2027, 1, 11), defaults={"name": "쉬는 날"})
    assert timezone.localtime(ladder.after(rung, friday)) == timezone.make_aware(datetime(2027, 1, 12, 8))
