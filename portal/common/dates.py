"""Dates as people and spreadsheets write them, and ages counted by Korean law.

Spellings understood: 2013.9.26 / 2013. 9. 26. / 2013-09-26 / '13.9.26 / 130926 / 20130926 / 2013년 9월 26일,
a spreadsheet's serial number (41543) and real dates.
"""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common import resident_number
from portal.common.text import clean

DOCUMENT_RANGE = (date(2000, 1, 1), date(2099, 12, 31))
"""Range in which two-digit years of documents (intake, application) are read."""
OLDEST_AGE = 120

_SERIAL_EPOCH = date(1899, 12, 30)
_SERIALS = range(61, 73051)  # from 1900-03-01, after the spreadsheet's invented leap day, to 2099-12-31
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_WEEKDAY = r"(?: ?\([월화수목금토일]\))?"
_WRITTEN = re.compile(
    r"['’‘`]?(\d{4}|\d{2}) ?(?:[./-]|년) ?(\d{1,2}) ?(?:[./-]|월) ?(\d{1,2}) ?(?:\.|일)?" + _WEEKDAY + _TIME
)
_PACKED = re.compile(r"['’‘`]?(\d{4}|\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}")

_EMPTY = _("날짜를 입력하지 않았습니다. 연, 월, 일을 입력해 주세요. (예: 2013. 9. 26.)")
_INVALID = _("날짜가 올바르지 않습니다. 연, 월, 일을 확인해 주세요. (예: 2013. 9. 26.)")
_AMBIGUOUS = _(
    "연도를 두 자리로 적어 몇 년도인지 알 수 없습니다. 연도를 네 자리로 입력해 주세요. (예: 20130926)"
)
_BIRTH_EMPTY = _("생년월일을 입력하지 않았습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
_BIRTH_INVALID = _("생년월일이 올바르지 않습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
_BIRTH_RESIDENT = _(
    "주민등록번호로 보이는 13자리 숫자가 있습니다. 주민등록번호는 받지 않습니다. "
    "생년월일 숫자 8자리만 입력해 주세요. (예: 19900101)"
)
_BIRTH_AMBIGUOUS = _("생년월일의 연도가 두 자리입니다. 태어난 해를 네 자리로 입력해 주세요. (예: 19900101)")
_BIRTH_FUTURE = _("생년월일이 오늘보다 뒤입니다. 태어난 날을 확인해 주세요. (예: 19900101)")
_BIRTH_TOO_OLD = _("생년월일이 120년보다 더 전입니다. 태어난 해를 확인해 주세요. (예: 19900101)")


def parse_date(value, *, century_hint: tuple[date, date] | None = None) -> date:
    """Read a date of a document.

    ``century_hint`` is the range (first day, last day) a two-digit year must fall in; without one it is
    `DOCUMENT_RANGE`. Raises ValidationError with code ``empty``, ``invalid`` (not a date, or an impossible
    one) or ``ambiguous`` (a two-digit year with no or several readings in the range).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _as_text(value)
    if not text:
        raise ValidationError(_EMPTY, code="empty")
    if match := _WRITTEN.fullmatch(text) or _PACKED.fullmatch(text):
        return _from_parts(*match.groups(), century_hint or DOCUMENT_RANGE)
    if _SERIAL.fullmatch(text) and int(text) in _SERIALS:
        return _SERIAL_EPOCH + timedelta(days=int(text))
    raise ValidationError(_INVALID, code="invalid")


def parse_birth_date(value, today: date, *, between: tuple[date, date] | None = None) -> date:
    """Read a birth date: eight digits, or written with separators, or a real date.

    A two-digit year is refused unless ``between`` (for example the ages a notice is meant for) leaves one
    reading. Raises ValidationError with code ``empty``, ``invalid``, ``ambiguous``, ``future``,
    ``too_old`` (over 120 years) or ``resident_number``.
    """
    text = "" if isinstance(value, date) else _as_text(value)
    if resident_number.contains(text):
        raise ValidationError(_BIRTH_RESIDENT, code="resident_number")
    match = _WRITTEN.fullmatch(text) or _PACKED.fullmatch(text)
    if match and len(match[1]) == 2 and between is None:
        raise ValidationError(_BIRTH_AMBIGUOUS, code="ambiguous")
    if text and not match:
        raise ValidationError(_BIRTH_INVALID, code="invalid")
    try:
        born = parse_date(value, century_hint=between)
    except ValidationError as error:
        message = {"empty": _BIRTH_EMPTY, "ambiguous": _BIRTH_AMBIGUOUS}.get(error.code, _BIRTH_INVALID)
        raise ValidationError(message, code=error.code) from None
    if born > today:
        raise ValidationError(_BIRTH_FUTURE, code="future")
    if age_on(born, today) > OLDEST_AGE:
        raise ValidationError(_BIRTH_TOO_OLD, code="too_old")
    return born


def age_on(birth: date, day: date) -> int:
    """Completed years (만 나이) on a day; born on 29 February, a common year is complete on 1 March.

    Source: 민법 제158조 (the day of birth counts), 제160조. Raises ValueError when the day is before birth.
    """
    if day < birth:
        raise ValueError("The day lies before the birth.")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _as_text(value) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value))  # the fraction of a serial is the time of day
    return clean(str(value))


def _from_parts(year: str, month: str, day: str, bounds: tuple[date, date]) -> date:
    try:
        if len(year) == 4:
            return date(int(year), int(month), int(day))
        readings = [_maybe(century + int(year), int(month), int(day)) for century in (1800, 1900, 2000)]
    except ValueError:
        raise ValidationError(_INVALID, code="invalid") from None
    if not any(readings):
        raise ValidationError(_INVALID, code="invalid")
    fitting = [reading for reading in readings if reading and bounds[0] <= reading <= bounds[1]]
    if len(fitting) != 1:
        raise ValidationError(_AMBIGUOUS, code="ambiguous")
    return fitting[0]


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
