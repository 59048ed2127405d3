"""Dates, numbers and particles as they are written in Korean official text, with English forms beside them.

Date `2013. 9. 26.`, with weekday `2013. 9. 26.(목)`, time `14:30`, rate to one decimal.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from portal.common import text
from portal.common.share import hundredths

register = template.Library()

WEEKDAYS = "월화수목금토일"
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english() -> bool:
    return (get_language() or "ko").startswith("en")


def local(value):
    """An aware datetime in local time; anything else as it is."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def kdate(value) -> str:
    """`2013. 9. 26.` or `26 Sep 2013`; empty for no date."""
    if not value:
        return ""
    day = local(value)
    if english():
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}. {day.month}. {day.day}."


@register.filter
def kdate_w(value) -> str:
    """`2013. 9. 26.(목)` or `Thu 26 Sep 2013`; empty for no date."""
    if not value:
        return ""
    weekday = local(value).weekday()
    if english():
        return f"{ENGLISH_WEEKDAYS[weekday]} {kdate(value)}"
    return f"{kdate(value)}({WEEKDAYS[weekday]})"


@register.filter
def kmonth(value) -> str:
    """`2013년 9월` or `Sep 2013` of any of its days; empty for none."""
    if not value:
        return ""
    day = local(value)
    return f"{ENGLISH_MONTHS[day.month - 1]} {day.year}" if english() else f"{day.year}년 {day.month}월"


@register.filter
def ktime(value) -> str:
    """`14:30` of a time or datetime; empty for none."""
    # Midnight is a time: test for None, not for truth.
    return "" if value is None or value == "" else f"{local(value):%H:%M}"


@register.filter
def kdatetime(value) -> str:
    """`2013. 9. 26. 14:30` or `26 Sep 2013, 14:30`; a plain date comes without a time."""
    if not value:
        return ""
    if not isinstance(value, dt.datetime):
        return kdate(value)
    return f"{kdate(value)}{', ' if english() else ' '}{ktime(value)}"


@register.filter
def kseconds(value) -> str:
    """`2013. 9. 26. 14:30:05`, where the second counts; empty for none."""
    return f"{kdatetime(value)}:{local(value):%S}" if value else ""


@register.filter
def kperiod(start, end) -> str:
    """`2013. 9. 1. ~ 9. 30.`: the year, and then the month, is written again only where it changes."""
    if not start or not end:
        return f"{kdate(start)} ~ {kdate(end)}".strip()
    first, last = local(start), local(end)
    if english():
        return f"{kdate(first)} to {kdate(last)}"
    short = f"{last.month}. {last.day}." if first.year == last.year else kdate(last)
    return f"{kdate(first)} ~ {short}"


@register.filter
def intcomma0(value) -> str:
    """`45,600`; a missing number is `0`."""
    return f"{int(value or 0):,}"


@register.filter
def quantity(value) -> str:
    """`1,628`, `203.5`, `39.67`: two decimals at most, half up; a missing number is `0`."""
    exact = hundredths(Decimal(str(value or 0)))
    return f"{exact:,}".rstrip("0").rstrip(".")


def with_decimals(value, decimals: int) -> str:
    """`41.0`: as many decimals as its neighbours have, half up."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,}"


@register.filter
def households(value) -> str:
    """`45,600세대` or `45,600 households`."""
    number = intcomma0(value)
    if not english():
        return f"{number}세대"
    return f"{number} household" if int(value or 0) == 1 else f"{number} households"


@register.filter
def percent1(value) -> str:
    """`37.2%` of a percentage 37.199...; rounds half up, `-` when there is no rate."""
    if value is None or value == "":
        return "-"
    return f"{Decimal(str(value)).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"


@register.filter
def josa(word, pair: str) -> str:
    """`word` with the fitting particle of `pair`, e.g. `{{ name|josa:"이/가" }}`; no particle in English."""
    return str(word) if english() else text.josa(str(word), pair)
