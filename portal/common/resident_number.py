"""Resident registration numbers (주민등록번호) are accepted nowhere; this module finds them.

Rule: 개인정보 보호법 제24조의2: no processing without a specific legal basis, which this portal has not.

What counts as one: six digits of a plausible date (YYMMDD, or eight with the century) followed by seven
digits, bounded by something that is not a digit. Separators of up to three characters may stand after
the year, month, day and sex digit (YYMMDD-NNNNNNN, YY.MM.DD NNNNNNN), or between all digits. The check
digit is not used: numbers issued since October 2020 have none. A longer unbroken run of digits (a card,
an account) and a number grouped otherwise (010-1234-5678, 2013-0000123) is none. Thirteen digits that
could be one are refused even if they are not: the rule fails on the safe side.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common.text import squash_spaces, unify_dashes

_GAP = r"[\s\-._/:·ㆍ~()\[\]]{0,3}"
_NUMBER = f"({_GAP})".join([r"(\d)"] * 13) + r"(?!\d)"
# Look-aheads, so that a number is also found when it overlaps digits that stand before it.
_SHORT = re.compile(rf"(?<!\d)(?={_NUMBER})")
_WITH_CENTURY = re.compile(rf"(?<!\d)(?=(18|19|20){_GAP}{_NUMBER})")
_NON_DIGITS = re.compile(r"\D+")
_GROUP_ENDS = frozenset((2, 4, 6, 7))
_ALL_GAPS = frozenset(range(1, 13))
_SEX_DIGITS = {"18": "90", "19": "1256", "20": "3478"}

MESSAGE = _(
    "주민등록번호로 보이는 13자리 숫자가 있습니다. 이 누리집은 주민등록번호를 받지 않습니다. "
    "해당 숫자를 지우고 다시 적어 주세요."
)


_DIGIT = re.compile(r"\d")


def contains(text: str) -> bool:
    """Whether a resident registration number, in any spelling, stands somewhere in the text or file name."""
    if len(text) < 13 or len(_NON_DIGITS.sub("", text)) < 13:
        return False
    return next(_spans(_plain(text)), None) is not None


def blank(text: str) -> str:
    """The text with a star for every digit of a resident registration number; other lines stay as is."""
    if not contains(text):
        return text
    lines = "\n".join(_blanked(line) if contains(line) else line for line in text.split("\n"))
    return _blanked(lines) if contains(lines) else lines


def _blanked(text: str) -> str:
    plain = _plain(text)
    pieces, place = [], 0
    for start, end in sorted(_spans(plain)):
        # What two numbers share is hidden once.
        start = max(start, place)
        pieces += [plain[place:start], _DIGIT.sub("*", plain[start:end])]
        place = max(place, end)
    return "".join([*pieces, plain[place:]])


def _plain(text: str) -> str:
    return unify_dashes(squash_spaces(unicodedata.normalize("NFKC", text)))


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where resident registration numbers begin and end."""
    for match in _SHORT.finditer(plain):
        if _is_plausible(None, match.groups()):
            yield match.start(1), match.end(match.re.groups)
    for match in _WITH_CENTURY.finditer(plain):
        if _is_plausible(match[1], match.groups()[1:]):
            yield match.start(1), match.end(match.re.groups)


def refuse(text: str) -> None:
    """Raise ValidationError (code ``resident_number``) when the text holds a resident registration number."""
    if contains(text):
        raise ValidationError(MESSAGE, code="resident_number")


def _is_plausible(century: str | None, groups: tuple[str, ...]) -> bool:
    digits, gaps = groups[0::2], groups[1::2]
    written = {position for position, gap in enumerate(gaps, start=1) if gap}
    if not (written <= _GROUP_ENDS or written == _ALL_GAPS):
        return False
    if century and digits[6] not in _SEX_DIGITS[century]:
        return False
    # Without a century any year may be a leap year: 2000 is one.
    year = int(century + digits[0] + digits[1]) if century else 2000
    try:
        date(year, int(digits[2] + digits[3]), int(digits[4] + digits[5]))
    except ValueError:
        return False
    return True
