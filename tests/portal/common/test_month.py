"""Months: their days, their neighbours, what they are called."""

from datetime import date

import pytest
from django.utils import translation

from portal.common.month import Month

SEPTEMBER = Month(date(2013, 9, 1))


@pytest.mark.parametrize("text", ["2013-09", "2013. 9.", "2013.9", "2013년 9월", " 2013/09 "])
def test_spellings_of_a_month(text):
    assert Month.written(text) == SEPTEMBER


@pytest.mark.parametrize("text", ["", "9월", "2013-13", "2013-00", "2013-09-01", "201309"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError):
        Month.written(text)


@pytest.mark.parametrize(
    ("day", "over"),
    [
        (date(2013, 9, 29), date(2013, 8, 31)),
        (date(2013, 9, 30), date(2013, 9, 30)),
        (date(2013, 1, 1), date(2012, 12, 31)),
    ],
)
def test_a_month_is_over_with_its_last_day(day, over):
    assert Month.over_by(day).last == over


def test_neighbours_reach_over_the_year():
    assert Month(date(2012, 12, 1)).next == Month(date(2013, 1, 1))
    assert SEPTEMBER.back(9) == Month(date(2012, 12, 1))
    assert Month.until(date(2013, 2, 28), 3) == Month.between(date(2012, 12, 31), date(2013, 2, 1))
    assert Month.between(date(2013, 2, 1), date(2013, 1, 31)) == []


def test_a_day_the_month_does_not_have_is_its_last():
    assert Month(date(2012, 2, 1)).day(31) == date(2012, 2, 29)
    assert SEPTEMBER.day(26) == date(2013, 9, 26)


def test_names():
    assert (SEPTEMBER.name, SEPTEMBER.key) == ("2013년 9월", "2013-09")
    with translation.override("en"):
        assert SEPTEMBER.name == "Sep 2013"
