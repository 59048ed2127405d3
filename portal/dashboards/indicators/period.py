"""When a value holds, as offices write it: a day, a month, a quarter, a half-year or a year, told by its last
day."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.dates import parse_date
from portal.common.day_form import EARLIEST, TOO_EARLY
from portal.common.month import Month
from portal.common.text import clean

_YEAR = re.compile(r"(\d{4})\s?년?")
_MONTH = re.compile(r"(\d{4})\s?(?:[.\-/]|년)\s?(\d{1,2})\s?(?:[.월])?")
_QUARTER = re.compile(r"(\d{4})\s?년?\s?(?:([1-4])\s?/\s?4\s?분기|([1-4])\s?분기|Q([1-4]))", re.I)
_HALF = re.compile(r"(\d{4})\s?년?\s?(상|하)반기")

INVALID = _(
    "기간을 알 수 없습니다. 날, 달, 분기, 반기 또는 해로 적어 주세요. "
    "(예: 2013. 9. 26. / 2013. 6. / 2013 상반기)"
)
TOO_LATE = _("아직 끝나지 않은 기간입니다. 오늘이나 그 전에 끝난 기간을 적어 주세요.")
EMPTY = _("기간이 비어 있습니다. 값이 언제의 것인지 적어 주세요. (예: 2013. 6.)")


def parse_period(value) -> date:
    """The last day of a period; a real date is a day.

    Raises ValidationError with code `empty`, `invalid`, `too_early` before `EARLIEST`, or `future` for
    one that is not over.
    """
    last = value.date() if isinstance(value, datetime) else value
    if not isinstance(last, date):
        text = clean(str(value).removesuffix(".0") if isinstance(value, float) else str(value or ""))
        if not text:
            raise ValidationError(EMPTY, code="empty")
        last = _last_day(text)
    if last < EARLIEST:
        raise ValidationError(TOO_EARLY, code="too_early")
    if last > timezone.localdate():
        raise ValidationError(TOO_LATE, code="future")
    return last


def _last_day(text: str) -> date:
    if match := _YEAR.fullmatch(text):
        return _month_end(int(match[1]), 12)
    if match := _HALF.fullmatch(text):
        return _month_end(int(match[1]), 6 if match[2] == "상" else 12)
    if match := _QUARTER.fullmatch(text):
        return _month_end(int(match[1]), 3 * int(match[2] or match[3] or match[4]))
    if match := _MONTH.fullmatch(text):
        return _month_end(int(match[1]), int(match[2]))
    try:
        return parse_date(text)
    except ValidationError:
        raise ValidationError(INVALID, code="invalid") from None


def _month_end(year: int, month: int) -> date:
    try:
        return Month(date(year, month, 1)).last
    except ValueError:
        raise ValidationError(INVALID, code="invalid") from None
