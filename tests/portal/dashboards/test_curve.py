"""The curve: steps that stay readable, points that agree with the rate of their day."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from enrollment.queries import rates
from portal.common.month import Month
from portal.dashboards import curve
from tests.factories.rates import DISTRICT, count_households

OPENED = date(2012, 9, 16)


@pytest.mark.parametrize(
    ("last", "step", "points"),
    [
        (date(2012, 9, 16), "day", 1),
        (date(2012, 10, 30), "day", 45),
        (date(2013, 9, 26), "week", 55),
        (date(2016, 6, 30), "month", 47),
        (date(2026, 11, 23), "quarter", 59),
        (date(2060, 1, 1), "year", 50),
    ],
)
def test_the_shortest_step_that_can_still_be_read(last, step, points):
    found, days = curve.readable(OPENED, last, Month.between(OPENED, last))
    assert found == step and days == curve.step_days(OPENED, last, step)
    assert (days[0], days[-1], len(days)) == (OPENED, last, points)
    assert days == sorted(set(days))


def test_rests_leave_room_for_finer_steps():
    """A year of intake, thirteen years of rest, and one day more."""
    last = date(2026, 11, 23)
    busy = {*Month.between(OPENED, date(2013, 9, 26)), Month.of(last)}
    step, days = curve.readable(OPENED, last, busy)
    assert step == "week" and len(days) <= curve.READABLE and (days[0], days[-1]) == (OPENED, last)
    early = [day for day in days if day < date(2012, 10, 31)]
    assert len(early) == 8
    rest = [day for day in days if date(2013, 11, 1) < day < date(2026, 10, 1)]
    assert rest == []
    assert any(date(2013, 9, 26) <= day < date(2013, 10, 15) for day in days)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_left_out_lies_on_the_line(seed):
    """Drawn over time, a point that is left out would have changed nothing."""
    dice = random.Random(seed)
    last = OPENED + timedelta(days=dice.randrange(1, 3000))
    changes = {
        OPENED + timedelta(days=dice.randrange((last - OPENED).days + 1)) for _ in range(dice.randrange(6))
    }
    busy = {Month.of(day) for day in changes}

    def total(day: date) -> int:
        return sum(change <= day for change in changes)

    step = dice.choice(list(curve.STEPS))
    days = curve.step_days(OPENED, last, step)
    told = curve.without_rests(days, busy)
    assert set(told) <= set(days) and (told[0], told[-1]) == (days[0], days[-1])
    for before, after in pairwise(told):
        between = [day for day in days if before < day < after]
        assert not between or {total(day) for day in (before, *between, after)} == {total(before)}


def test_months_end_as_months_do():
    days = curve.step_days(OPENED, date(2013, 3, 5), "month")
    assert days[1:-1] == [
        date(2012, 9, 30),
        date(2012, 10, 31),
        date(2012, 11, 30),
        date(2012, 12, 31),
        date(2013, 1, 31),
        date(2013, 2, 28),
    ]


@pytest.mark.parametrize(
    ("name", "day", "first"),
    [
        ("all", date(2013, 9, 26), OPENED),
        ("12m", date(2013, 9, 26), date(2012, 9, 26)),
        ("12m", date(2016, 2, 29), date(2015, 2, 28)),
        ("12m", date(2017, 2, 28), date(2016, 2, 29)),
        ("45d", date(2013, 9, 26), date(2013, 8, 13)),
        ("45d", date(2012, 9, 20), OPENED),
    ],
)
def test_a_range_never_begins_before_intake_opened(name, day, first):
    assert curve.first_day(name, OPENED, day) == first


@pytest.mark.parametrize("step", list(curve.STEPS))
def test_every_point_is_the_rate_of_its_day(programme, step):
    count_households("2012년10월", each=200)
    drawn = curve.read(OPENED, date(2012, 11, 20), DISTRICT, "성동구", step)
    for point in drawn.points:
        assert point.rate.as_record() == rates.district_rate(point.day, DISTRICT).as_record()
    assert sum(point.added for point in drawn.points) == drawn.last.rate.enrolled_households == 45


def test_a_later_start_knows_what_came_before(programme):
    first = date(2012, 9, 26)
    drawn = curve.read(first, first + timedelta(days=1), DISTRICT, "성동구")
    assert [(point.rate.enrolled_households, point.added) for point in drawn.points] == [(51, 17), (51, 0)]
