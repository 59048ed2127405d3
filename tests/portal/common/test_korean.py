"""Written forms of dates, numbers and particles."""

import datetime as dt

import pytest
from django.utils import translation

from portal.common.templatetags import korean

DAY = dt.date(2013, 9, 26)
MOMENT = dt.datetime(2013, 9, 25, 17, 30, tzinfo=dt.UTC)  # 02:30 of the 26th in Seoul


@pytest.fixture(params=["ko", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def in_korean():
    with translation.override("ko"):
        yield


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def test_dates_in_korean(in_korean):
    assert korean.kdate(DAY) == "2013. 9. 26."
    assert korean.kdate_w(DAY) == "2013. 9. 26.(목)"
    assert korean.kdatetime(MOMENT) == "2013. 9. 26. 02:30"
    assert korean.kdatetime(DAY) == "2013. 9. 26."


def test_dates_in_english(in_english):
    assert korean.kdate(DAY) == "26 Sep 2013"
    assert korean.kdate_w(DAY) == "Thu 26 Sep 2013"
    assert korean.kdatetime(MOMENT) == "26 Sep 2013, 02:30"


def test_aware_moments_are_shown_in_local_time(language):
    assert korean.ktime(MOMENT) == "02:30"
    assert korean.kdate(MOMENT) == korean.kdate(DAY)


def test_midnight_is_a_time(language):
    assert korean.ktime(dt.time(0, 0)) == "00:00"


@pytest.mark.parametrize("missing", [None, ""])
def test_no_date_is_empty(language, missing):
    assert [f(missing) for f in (korean.kdate, korean.kdate_w, korean.ktime, korean.kdatetime)] == [""] * 4


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (dt.date(2013, 9, 1), dt.date(2013, 9, 30), "2013. 9. 1. ~ 9. 30."),
        (dt.date(2013, 12, 1), dt.date(2014, 1, 5), "2013. 12. 1. ~ 2014. 1. 5."),
        (dt.date(2013, 12, 1), None, "2013. 12. 1. ~"),
    ],
)
def test_period(in_korean, start, end, expected):
    assert korean.kperiod(start, end) == expected


def test_households(in_korean):
    assert korean.households(45600) == "45,600세대"
    assert korean.households(None) == "0세대"


def test_households_in_english(in_english):
    assert korean.households(45600) == "45,600 households"
    assert korean.households(1) == "1 household"


@pytest.mark.parametrize(
    ("value", "expected"), [(37.2001, "37.2%"), (27.25, "27.3%"), (0, "0.0%"), (None, "-"), ("", "-")]
)
def test_percent_has_one_decimal_and_rounds_half_up(language, value, expected):
    assert korean.percent1(value) == expected


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("동", "이/가", "동이"),
        ("세대주", "이/가", "세대주가"),
        ("이름", "을/를", "이름을"),
        ("주소", "을/를", "주소를"),
        ("집", "으로/로", "집으로"),
        ("서울", "으로/로", "서울로"),
        ("문자", "으로/로", "문자로"),
        ("17", "이/가", "17이"),
        ("2", "이/가", "2가"),
        ("0", "을/를", "0을"),
        ("3", "으로/로", "3으로"),
        ("1", "으로/로", "1로"),
        ("Solapi", "을/를", "Solapi를"),
        ("SMS", "은/는", "SMS는"),
        ("URL", "으로/로", "URL로"),
        ("왕십리(2동)", "은/는", "왕십리(2동)은"),
        ("№", "이/가", "№이(가)"),
        ("", "이/가", "이(가)"),
    ],
)
def test_particles(in_korean, word, pair, expected):
    assert korean.josa(word, pair) == expected


def test_no_particle_in_english(in_english):
    assert korean.josa("Seongdong", "이/가") == "Seongdong"
