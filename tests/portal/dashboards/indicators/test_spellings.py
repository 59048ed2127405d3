"""Periods and numbers of indicators as offices write them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.dashboards.indicators.period import parse_period
from portal.dashboards.indicators.values import parse_value

TOLD_ON = date(2013, 9, 26)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2013", date(2013, 12, 31)), ("2013년", date(2013, 12, 31)), (2013, date(2013, 12, 31)),
        ("2013. 6.", date(2013, 6, 30)), ("2013-02", date(2013, 2, 28)), ("2013년 6월", date(2013, 6, 30)),
        ("2013 상반기", date(2013, 6, 30)), ("2013년 하반기", date(2013, 12, 31)),
        ("2013 2분기", date(2013, 6, 30)), ("2013 Q3", date(2013, 9, 30)),
        ("2013년 1/4분기", date(2013, 3, 31)),
        ("2013. 9. 26.", TOLD_ON), ("20130926", TOLD_ON), (TOLD_ON, TOLD_ON),
    ],
)  # fmt: skip
def test_periods_as_offices_write_them(written, last):
    assert parse_period(written) == last


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "empty"), (None, "empty"), ("2013. 13.", "invalid"), ("작년", "invalid"), ("2013 5분기", "invalid"),
     ("0013-09-26", "too_early"), ("0013. 9.", "too_early"), ("0013 상반기", "too_early"),
     ("0000", "invalid"), (date(1899, 12, 31), "too_early"),
     ("2999", "future"), (f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}", "future")],
)  # fmt: skip
def test_periods_that_are_none(written, code):
    with pytest.raises(ValidationError) as refused:
        parse_period(written)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "value"), [("45.2", "45.2"), (" 45% ", "45"), ("1,067,000", "1067000"), ("-0.5", "-0.5")]
)
def test_numbers_as_people_write_them(written, value):
    assert parse_value(written) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("열", "invalid"),
        ("NaN", "invalid"),
        ("9,5", "invalid"),
        ("1e99", "too_large"),
        ("1.234", "decimals"),
        ("1" * 40, "too_large"),
    ],
)
def test_numbers_that_are_none(written, code):
    with pytest.raises(ValidationError) as refused:
        parse_value(written)
    assert refused.value.code == code
