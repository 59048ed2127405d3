"""Attainment and pace by the published figures, and at the edges."""

from datetime import date
from decimal import Decimal

from enrollment.models import Target
from portal.dashboards.pace import Pace

TOLD_ON = date(2013, 9, 26)


def pace(**changes) -> Pace:
    target = Target(rate_percent=Decimal("50.0"), due_on=changes.pop("due_on", date(2014, 6, 30)))
    values = {
        "target": target,
        "target_households": 61_290,
        "enrolled": 45_600,
        "as_of": TOLD_ON,
        "recent": 916,
        "recent_days": 28,
    }
    return Pace(**{**values, **changes})


def test_the_published_figures():
    found = pace()
    assert (found.attainment_percent, found.missing, found.days_left) == (Decimal("74.4"), 15_690, 277)
    assert (found.needed_per_day, found.actual_per_day) == (57, Decimal("32.7"))
    assert not found.is_fast_enough
    assert found.projected_on == date(2015, 1, 19)


def test_a_reached_target_needs_nothing_more():
    found = pace(enrolled=61_290)
    assert (found.attainment_percent, found.missing, found.is_reached) == (Decimal("100.0"), 0, True)
    assert found.projected_on is None


def test_after_the_due_day_no_pace_is_enough():
    found = pace(as_of=date(2014, 6, 30))
    assert (found.days_left, found.needed_per_day, found.is_fast_enough) == (0, None, False)


def test_standing_still_never_reaches_it():
    assert pace(recent=0).projected_on is None
    assert pace(recent=-3).projected_on is None
    assert pace(recent=1).projected_on is None
    assert pace(recent=-3).actual_per_day == Decimal("-0.1")
