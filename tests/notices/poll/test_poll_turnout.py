"""How many answered, of whom: while a poll is open, and the same when it is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.poll import closing
from notices.domain.poll.turnout import write_groups
from notices.enums.poll import Route
from notices.models import TurnoutHour
from notices.queries import poll_turnout, turnout_groups
from notices.queries.poll_course import course
from notices.queries.poll_turnout import turnout
from notices.queries.turnout_groups import Group
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


def test_closing_changes_no_figure():
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


def test_dongs_and_ages_are_told_apart_and_those_too_few_are_one_row():
    poll = closed_poll()
    one, two, three = dongs()[:3]
    places = [one] * 9 + [two] * 8 + [three] * 2
    people = {number: (dong, "30s" if number % 2 else "20s") for number, dong in enumerate(places)}
    write_groups(poll, turnout_groups.part(people, reached=set(range(10)), answered={0, 1, 17}))
    found = turnout(poll)
    # Two people would be somebody, and so would the whole less everybody else.
    assert found.by_dong == [Group(one, 9, 9, 2), Group("", 10, 1, 1)]
    assert found.by_age == [Group("20s", 10, 5, 1), Group("30s", 9, 5, 2)]
    assert found.whole == Group("", 19, 10, 3)


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
    # Of the fourteen only two are in their twenties, and yet all sixteen are told.
    assert [(row.key, row.invited, row.answered) for row in live.by_age] == [("20s", 16, 12), ("30s", 24, 20)]
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
