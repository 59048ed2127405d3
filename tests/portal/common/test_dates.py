from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.common import dates
from tests.factories.resident_numbers import RESIDENT_NUMBER

TODAY = date(2013, 9, 26)


@pytest.mark.parametrize(
    "value",
    [
        "2013.9.26",
        "2013. 9. 26.",
        "2013. 9. 26.(목)",
        "2013-09-26",
        "2013/9/26",
        "'13.9.26",
        "’13. 9. 26.",
        "130926",
        "20130926",
        "2013년 9월 26일",
        "2013년9월26일",
        "２０１３．９．２６",
        "2013-09-26 00:00:00",
        "41543",
        41543,
        41543.75,
        20130926,
        date(2013, 9, 26),
        datetime(2013, 9, 26, 14, 30),
    ],
)
def test_every_spelling_of_one_day_is_that_day(value):
    parsed = dates.parse_date(value)
    assert parsed == TODAY and type(parsed) is date


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        (None, "empty"),
        ("2013-02-29", "invalid"),
        ("2013-13-01", "invalid"),
        ("131301", "invalid"),
        ("어제", "invalid"),
        ("2013", "invalid"),
        ("2013.9", "invalid"),
        ("60", "invalid"),
        ("99999", "invalid"),
    ],
)
def test_no_or_impossible_dates_are_refused(value, code):
    with pytest.raises(ValidationError) as caught:
        dates.parse_date(value)
    assert caught.value.code == code


def test_a_two_digit_year_needs_one_reading_in_the_range():
    assert dates.parse_date("900101", century_hint=(date(1950, 1, 1), date(2000, 1, 1))) == date(1990, 1, 1)
    assert dates.parse_date("000229") == date(2000, 2, 29)
    for hint in [(date(1900, 1, 1), date(2020, 1, 1)), (date(2001, 1, 1), date(2002, 1, 1))]:
        with pytest.raises(ValidationError) as caught:
            dates.parse_date("130926", century_hint=hint)
        assert caught.value.code == "ambiguous"


@pytest.mark.parametrize(
    "value", ["19900101", "1990-01-01", "1990. 1. 1.", "1990년 1월 1일", 19900101, date(1990, 1, 1)]
)
def test_birth_dates(value):
    assert dates.parse_birth_date(value, TODAY) == date(1990, 1, 1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        ("900101", "ambiguous"),
        ("'90.1.1", "ambiguous"),
        ("19900231", "invalid"),
        ("32874", "invalid"),
        ("1990", "invalid"),
        ("20130927", "future"),
        ("18920926", "too_old"),
        (RESIDENT_NUMBER, "resident_number"),
    ],
)
def test_birth_dates_refused_by_reason(value, code):
    with pytest.raises(ValidationError) as caught:
        dates.parse_birth_date(value, TODAY)
    assert caught.value.code == code
    assert "19900101" in caught.value.messages[0]


def test_birth_date_limits_and_the_range_that_settles_the_century():
    assert dates.parse_birth_date("20130926", TODAY) == TODAY
    assert dates.parse_birth_date("18920927", TODAY) == date(1892, 9, 27)
    ages = (date(1973, 1, 1), date(1993, 12, 31))
    assert dates.parse_birth_date("900101", TODAY, between=ages) == date(1990, 1, 1)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1999, 9, 26), date(2013, 9, 25), 13),
        (date(1999, 9, 26), date(2013, 9, 26), 14),
        (date(2000, 2, 29), date(2014, 2, 28), 13),
        (date(2000, 2, 29), date(2014, 3, 1), 14),
        (date(2000, 2, 29), date(2016, 2, 29), 16),
        (TODAY, TODAY, 0),
    ],
)
def test_age(birth, day, age):
    assert dates.age_on(birth, day) == age


def test_no_age_before_birth():
    with pytest.raises(ValueError, match="before the birth"):
        dates.age_on(TODAY, date(2013, 9, 25))


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_spellings_read_back(day):
    assert dates.parse_date(f"{day.year}. {day.month}. {day.day}.") == day
    assert dates.parse_date(f"{day:%Y%m%d}") == day
    if day.year >= 1928:  # five digits
        assert dates.parse_date((day - date(1899, 12, 30)).days) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_validation_error(text):
    try:
        assert isinstance(dates.parse_date(text), date)
    except ValidationError as error:
        assert error.code in {"empty", "invalid", "ambiguous"}
