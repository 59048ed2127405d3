"""Plans for the doors: by hand, at the edges, and as a page."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.dashboards.what_if.plan import Ground, Plan, VisitDays, beside, doors_needed, outcome

THURSDAY = date(2013, 9, 26)
PLAN = Plan(doors=100, enrolling_percent=Decimal(20), others_per_day=Decimal(0), visit_days=VisitDays.EVERY)
GROUND = Ground(
    day=THURSDAY, due_on=date(2014, 6, 30), missing=15_690, doors_left=76_980, holidays=frozenset()
)


def test_the_published_gap_by_a_hundred_doors_a_day():
    """15,690 missing, twenty a day: 785 days; 57 a day are needed in 277 days, 284 doors."""
    found = outcome(PLAN, GROUND)
    assert (found.reached_on, found.visit_days) == (THURSDAY + timedelta(days=785), 785)
    assert (found.is_in_time, found.days_late) == (False, 508)
    assert found.doors_in_all == 78_500 and found.needs_more_doors_than_there_are
    assert doors_needed(PLAN, GROUND) == 284


@pytest.mark.parametrize("visit_days", VisitDays)
@pytest.mark.parametrize("missing", [1, 19, 20, 21, 15_690])
def test_the_needed_doors_are_just_enough(visit_days, missing):
    plan = replace(PLAN, visit_days=visit_days, others_per_day=Decimal("1.5"))
    ground = replace(GROUND, missing=missing + 416, holidays=frozenset({date(2013, 10, 3)}))
    needed = doors_needed(plan, ground)
    assert outcome(replace(plan, doors=needed), ground).is_in_time
    assert not outcome(replace(plan, doors=needed - 1), ground).is_in_time


def test_on_working_days_alone():
    """Friday, then Monday, and not on the Thursday of a holiday."""
    plan = replace(PLAN, visit_days=VisitDays.WORKING)
    by_visits = {
        visits: outcome(plan, replace(GROUND, missing=20 * visits, holidays={date(2013, 10, 3)})).reached_on
        for visits in (1, 2, 4, 5)
    }
    assert by_visits == {
        1: date(2013, 9, 27),
        2: date(2013, 9, 30),
        4: date(2013, 10, 2),
        5: date(2013, 10, 4),
    }


def test_households_that_come_without_a_visit_come_every_day():
    plan = replace(PLAN, doors=0, others_per_day=Decimal("2.5"))
    found = outcome(plan, replace(GROUND, missing=10))
    assert (found.reached_on, found.doors_in_all) == (THURSDAY + timedelta(days=4), 0)
    assert doors_needed(plan, replace(GROUND, missing=692)) == 0
    assert doors_needed(plan, replace(GROUND, missing=693)) == 1


def test_what_never_comes_and_what_is_there_already():
    nothing = replace(PLAN, doors=0)
    assert outcome(nothing, GROUND).reached_on is None
    assert outcome(replace(PLAN, doors=1, enrolling_percent=Decimal("0.1")), GROUND).reached_on is None
    there = outcome(nothing, replace(GROUND, missing=0))
    assert (there.reached_on, there.visit_days) == (THURSDAY, 0)
    assert doors_needed(replace(PLAN, enrolling_percent=Decimal(0)), GROUND) is None
    assert doors_needed(PLAN, replace(GROUND, day=GROUND.due_on)) is None


def test_more_doors_are_never_later():
    rows = beside(PLAN, GROUND, doors_needed(PLAN, GROUND))
    assert [row.plan.doors for row in rows] == [50, 75, 100, 150, 200, 284]
    days = [row.reached_on for row in rows if row.reached_on]
    assert days == sorted(days, reverse=True)
    assert [row.is_in_time for row in rows] == [False] * 5 + [True]
