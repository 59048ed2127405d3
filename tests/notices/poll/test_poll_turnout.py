"""How many answered, of whom: while a poll is open, and the same when it is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.poll import closing
from notices.enums.poll import Route
from notices.models import TurnoutGroup, TurnoutHour
from notices.queries import poll_turnout
from notices.queries.poll_turnout import Group, course, percent, turnout
from tests.factories.polls import answer, invite, poll_of
from tests.notices.poll.counted import closed_poll, dongs

pytestmark = pytest.mark.django_db


def test_the_rate_is_of_the_invited_and_the_open_web_stands_beside_it():
    poll = poll_of()
    people = [invite(poll) for _ in range(8)]
    for person in people[:6]:
        answer(poll, person)
    answer(poll, route=Route.WEB)
    found = turnout(poll)
    assert (found.whole.invited, found.whole.answered, str(found.rate_percent)) == (8, 6, "75.0")
    assert (found.by_route, found.answers, found.open_answers) == ({"sms": 6, "web": 1}, 7, 1)


def test_closing_changes_no_figure(settings):
    settings.POLL_TURNOUT_GROUP_SIZE = 5
    poll = poll_of()
    one, two = dongs()[:2]
    for dong, number in ((one, 7), (two, 9)):
        for place in range(number):
            invitation = invite(poll, dong_id=dong)
            if place:
                answer(poll, invitation)
    before = turnout(poll)
    assert [(row.key, row.invited, row.answered) for row in before.by_dong] == [(one, 7, 6), (two, 9, 8)]
    poll.closes_at = timezone.now()
    poll.save()
    after = turnout(closing.close(poll=poll))
    assert (after.whole, after.by_dong, after.by_age) == (before.whole, before.by_dong, before.by_age)
    # Too few for a route to be told.
    assert (before.by_route, after.by_route) == ({"sms": 14}, {"invited": 14})


def test_groups_are_told_by_how_many_were_invited_however_many_answered():
    poll = closed_poll()
    one, two, three = dongs()[:3]
    for dong, answered in ((one, 30), (two, 3), (three, 8)):
        TurnoutGroup.objects.create(
            poll=poll, dong_id=dong, age_band="30s", invited=40, reached=40, answered=answered
        )
    TurnoutGroup.objects.create(poll=poll, dong=None, age_band="", invited=10, reached=4, answered=9)
    found = turnout(poll)
    rows = [Group(one, 40, 40, 30), Group(two, 40, 40, 3), Group(three, 40, 40, 8), Group("", 10, 4, 9)]
    assert found.by_dong == rows
    assert found.whole == Group("", 130, 124, 50)


def test_groups_told_live_and_after_closing_are_the_same_groups():
    """Else the one less the other would tell of two people."""
    poll = poll_of()
    one, two = dongs()[:2]
    for dong, band, invited, answers in (
        (one, "20s", 14, 10), (one, "30s", 12, 10), (two, "20s", 2, 2), (two, "30s", 12, 10),
    ):  # fmt: skip
        for place in range(invited):
            invitation = invite(poll, dong_id=dong, age_band=band)
            if place < answers:
                answer(poll, invitation)
    live = turnout(poll)
    poll.closes_at = timezone.now()
    poll.save()
    after = turnout(closing.close(poll=poll))
    assert (after.by_dong, after.by_age) == (live.by_dong, live.by_age)
    # Two of the sixteen in their twenties are not told apart: a row of the others would not be theirs.
    assert live.by_age == []
    assert [(row.key, row.invited) for row in live.by_dong] == [(one, 26), (two, 14)]


def test_a_route_of_fewer_than_five_lies_with_the_others_while_the_poll_is_open():
    poll = poll_of()
    for place in range(7):
        answer(poll, invite(poll), route=Route.SMS if place else Route.EMAIL)
    assert turnout(poll).by_route == {"invited": 7}


def test_live_groups_stand_still_for_an_hour_and_the_whole_goes_on():
    poll = poll_of()
    people = [invite(poll) for _number in range(8)]
    for invitation in people[:5]:
        answer(poll, invitation)
    assert [row.answered for row in turnout(poll).by_dong] == [5]
    answer(poll, people[5])
    found = poll_turnout._counted(poll)
    assert (found.whole.answered, [row.answered for row in found.by_dong]) == (6, [5])


def test_a_poll_nobody_was_invited_to_has_no_rate():
    found = turnout(poll_of())
    assert (found.rate_percent, found.by_dong, found.by_age) == (None, [], [])
    assert percent(0, 0) is None


def test_the_course_has_no_gaps_and_goes_by_days_after_two():
    poll = poll_of()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    assert course(poll).points == []
    TurnoutHour.objects.create(poll=poll, route=Route.EMAIL, hour=now - timedelta(hours=3), answers=4)
    TurnoutHour.objects.create(poll=poll, route=Route.QR, hour=now - timedelta(hours=1), answers=2)
    hourly = course(poll)
    assert hourly.is_hourly
    assert [(point.invited, point.others) for point in hourly.points] == [(4, 0), (4, 0), (4, 2), (4, 2)]
    TurnoutHour.objects.create(poll=poll, route=Route.SMS, hour=now - timedelta(days=4), answers=1)
    daily = course(poll)
    assert not daily.is_hourly
    assert (len(daily.points), daily.points[0].invited, daily.points[-1]) == (5, 1, daily.points[-1])
    assert (daily.points[-1].invited, daily.points[-1].others) == (5, 2)
