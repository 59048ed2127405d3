"""Small lines: where their points stand."""

from datetime import date
from decimal import Decimal

from portal.dashboards.sparkline import sparkline

JAN_1, JAN_11, JAN_21 = date(2013, 1, 1), date(2013, 1, 11), date(2013, 1, 21)


def test_days_go_along_and_values_up():
    line = sparkline([(JAN_1, 0), (JAN_11, 10), (JAN_21, 5)], text="0에서 5까지")
    assert line.points == "4.0,36.0 80.0,4.0 156.0,20.0" and line.last == (156.0, 20.0)
    assert (line.levels, line.text) == ({}, "0에서 5까지")


def test_what_was_before_and_levels_share_the_scale():
    line = sparkline([(JAN_1, Decimal(45))], text="", before=Decimal(15), target=Decimal(55), none=None)
    assert line.points == "4,36.0 156.0,12.0" and line.levels == {"target": 4.0}


def test_a_value_alone_lies_on_its_own_level_and_nothing_is_no_line():
    line = sparkline([(JAN_1, 90)], text="")
    assert line.points == "156.0,20.0" and line.levels == {"own": 20.0}
    assert sparkline([], text="") is None


def test_what_never_changes_is_level():
    assert sparkline([(JAN_1, 7), (JAN_21, 7)], text="").points == "4.0,20.0 156.0,20.0"
