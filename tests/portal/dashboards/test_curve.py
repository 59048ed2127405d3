"""The curve: steps that stay readable, points that agree with the rate of their day."""

from datetime import date, timedelta

import pytest

from enrollment.queries import rates
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
    assert curve.readable_step(OPENED, last) == step
    days = curve.step_days(OPENED, last, step)
    assert (days[0], days[-1], len(days)) == (OPENED, last, points)
    assert days == sorted(set(days))


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
