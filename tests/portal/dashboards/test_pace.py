"""Attainment and pace by the published figures, and at the edges."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from enrollment.models import Target
from enrollment.queries.rates import Rate
from portal.dashboards import projection
from portal.dashboards.overview import way
from portal.dashboards.pace import Pace
from portal.dashboards.rules import RULES

TOLD_ON = date(2013, 9, 26)
WEEKLY = (229, 229, 229, 229, 260, 198, 243, 215)


def pace(**changes) -> Pace:
    target = Target(rate_percent=Decimal("50.0"), due_on=changes.pop("due_on", date(2014, 6, 30)))
    values = {
        "target": target,
        "target_households": 61_290,
        "enrolled": 45_600,
        "as_of": TOLD_ON,
        "recent": sum(WEEKLY),
        "recent_days": 56,
        "recent_working_days": 38,
        "working_days_left": 187,
        "weekly": WEEKLY,
    }
    return Pace(**{**values, **changes})


def test_the_published_figures():
    found = pace()
    assert (found.attainment_percent, found.missing, found.days_left) == (Decimal("74.4"), 15_690, 277)
    # 15,690 / 187 = 83.91 and 1,832 / 38 = 48.2 a working day; times 365/12 / 277 and / 56 a month
    assert (found.needed_per_working_day, found.actual_per_working_day) == (Decimal("84.0"), Decimal("48.2"))
    assert (found.needed_per_month, found.actual_per_month) == (1723, 995)
    # 15,690 / 229 = 68.5 weeks of seven days
    assert found.projection.on == TOLD_ON + timedelta(days=480)


def test_a_reached_target_needs_nothing_more():
    found = pace(enrolled=61_290)
    assert (found.attainment_percent, found.missing, found.is_reached) == (Decimal("100.0"), 0, True)
    assert found.projection is None


def test_after_the_due_day_no_pace_is_enough():
    found = pace(as_of=date(2014, 6, 30), working_days_left=0)
    assert (found.days_left, found.needed_per_working_day, found.needed_per_month) == (0, None, None)


def test_before_the_due_day_there_may_be_no_working_day_left():
    rate = Rate("all", "성동구", date(2014, 6, 27), 45_600, None)
    for due_on, note in ((date(2014, 6, 29), "남은 근무일이 없습니다."), (rate.as_of, "기한이 지났습니다.")):
        found = way.read(rate, pace(as_of=rate.as_of, due_on=due_on, working_days_left=0))
        assert (found["needed_per_working_day"].value, found["needed_per_working_day"].note) == (None, note)
        assert found["needed_per_working_day"].denominator is None, "nothing is divided by nought"


def test_less_than_a_month_is_not_told_by_month():
    assert pace(as_of=date(2014, 5, 31)).needed_per_month is None
    assert pace(as_of=date(2014, 5, 30)).needed_per_month == 15_395  # 15,690 × 365 / 12 / 31


def test_before_the_first_working_day_there_is_no_pace_of_one():
    found = pace(recent=12, recent_days=1, recent_working_days=0, weekly=())
    assert found.actual_per_working_day is None and found.actual_per_month == 365


@pytest.mark.parametrize("recent", [0, -3, 1])
def test_standing_still_never_reaches_it(recent):
    assert pace(recent=recent, weekly=()).projection.on is None
    assert pace(recent=-3).actual_per_working_day == Decimal("-0.1")


def projected(weekly: tuple[int, ...], missing: int = 1000) -> projection.Projection:
    days = 7 * len(weekly)
    return projection.read(missing, TOLD_ON, recent=sum(weekly), recent_days=days, weekly=weekly)


def test_the_day_lies_in_its_range_and_even_weeks_have_none():
    even = projected((50,) * 8)
    assert even.earliest == even.on == even.latest == TOLD_ON + timedelta(weeks=20)
    spread = projected((60, 40, 55, 45, 50, 58, 42, 50))
    assert spread.earliest < spread.on < spread.latest
    wider = projected((90, 10, 80, 20, 50, 70, 30, 50))
    assert wider.earliest < spread.earliest and wider.latest > spread.latest


def test_the_range_is_the_one_of_prediction():
    """At the ends the limits meet what is missing: m w ± t s √(w + w²/8), with t = 1.415 of 7 degrees."""
    weekly, missing = (60, 40, 55, 45, 50, 58, 42, 50), 1000
    early, late = projection._weeks(missing, weekly)
    deviation = (sum((week - 50) ** 2 for week in weekly) / 7) ** 0.5
    for weeks, sign in ((early, 1), (late, -1)):
        limit = 50 * weeks + sign * 1.415 * deviation * (weeks + weeks**2 / 8) ** 0.5
        assert limit == pytest.approx(missing, abs=0.01)


def test_of_weeks_that_come_and_go_nobody_knows_the_last_day():
    wild = projected((200, -150, 180, -120, 90, -60, 30, 0))
    assert wild.has_range and wild.latest is None and wild.earliest < wild.on
    shrinking = projected((-5, -4, -6, -5, -5, -4, -6, -5))
    assert (shrinking.on, shrinking.earliest, shrinking.latest) == (None, None, None)
    # Fewer every week: even the upper limit, -w + 1.51 √(w + w²/8), stays below one household.
    fewer = projected((0, -2) * 4, missing=1)
    assert (fewer.on, fewer.earliest, fewer.latest) == (None, None, None)
    nothing = projected((0,) * 8)
    assert (nothing.on, nothing.earliest, nothing.latest) == (None, None, None)


def test_two_weeks_are_too_few_for_a_range():
    assert projected((60, 40)) == projection.Projection(TOLD_ON + timedelta(weeks=20))
    assert projected((60, 40, 50)).has_range


def test_every_rule_says_what_it_counts_in_a_sentence():
    assert len(RULES) > 10
    for code, rule in RULES.items():
        assert rule.code == code and str(rule.title) and str(rule.text).endswith("."), code
