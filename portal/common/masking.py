"""Masking of personal data, the same in lists, exports, logs and printouts.

Different partial masks of one value could be put together again, so nothing else in the project masks.
Every function is total: a value it does not understand comes out fully masked, never plain.
"""

import re
from datetime import date

from portal.common import address as addresses
from portal.common import phone as phones
from portal.common import resident_number
from portal.common.text import normalise_name, squash_spaces

_STARS = "****"
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_PHONE = re.compile(
    r"(?<!\d)(?:\+82[- .]?)?\(?(?:0?1\d|02|0[3-8]\d{1,2}|1[568]\d\d)\)?(?:[- .]{0,2}\d{3,4}){1,2}(?!\d)"
)
_UNIT = re.compile(r"(?<!\d)\d{1,4}(\s?동)\s?\d{1,4}(\s?호)|(?<!\d)\d{1,4}(\s?호)(?![선차])")
_BIRTH_DATE = re.compile(r"(?<!\d)((?:19\d|200)\d)([-./년]\s?)\d{1,2}([-./월]\s?)\d{1,2}(?!\d)")
_NAMED = re.compile(
    r"((?:이름|성명|성함|세대주|신청인|작성자)(?:은|는)?\s?:?\s?)([가-힣]{2,4}?)"
    r"(?=입니다|이고|이며|이라|라고|예요|이에요|씨|님|[^가-힣]|$)"
)
_SELF = re.compile(r"(저는\s)([가-힣]{2,4}?)(?=입니다|이라고|라고|예요|이에요)")
_ADDRESSED = re.compile(
    r"(?<![가-힣])([가-힣]{2,4}(?=\s씨)|[가-힣]{3,4}(?=씨))(?=\s?씨(?:[가는를와의도에께]|[^가-힣]|$))"
)


def name(value: str) -> str:
    """Hide the last of two characters (홍*), the middle of three (홍*동), all but the ends of more."""
    plain = normalise_name(value or "")
    match len(plain):
        case 0:
            return ""
        case 1:
            return "*"
        case 2:
            return plain[0] + "*"
        case length:
            return plain[0] + "*" * (length - 2) + plain[-1]


def phone(value: str) -> str:
    """Middle block hidden: 010-****-1234, 02-****-5000; of two blocks the last (1588-****)."""
    if not value:
        return ""
    try:
        blocks = phones.blocks(phones.normalise(value))
    except phones.PhoneError:
        return _STARS
    if len(blocks) == 2:
        return f"{blocks[0]}-{_STARS}"
    return f"{blocks[0]}-{'*' * len(blocks[1])}-{blocks[2]}"


def mobile(value: str) -> str:
    """A mobile number with its middle block hidden: 010-****-1234."""
    return phone(value)


def email(value: str) -> str:
    """Two characters of the local part and the domain stay: ab****@example.kr; fewer of a short one."""
    if not value:
        return ""
    local, at, domain = squash_spaces(value).rpartition("@")
    if not at:
        return _STARS
    return f"{local[: 2 if len(local) > 2 else len(local) - 1]}{_STARS}@{domain}"


def address(road_address: str, detail: str = "") -> str:
    """Down to the road name: 성동구 고산자로 ***, ***동 ****호. Number, unit and building name are hidden."""
    if not (road_address or detail):
        return ""
    try:
        parsed = addresses.parse(f"{road_address} {detail}")
    except addresses.AddressError:
        return _STARS
    place = " ".join(part for part in (parsed.district, parsed.street) if part)
    unit = addresses.parse_unit(parsed.detail)
    hidden = " ".join(
        part for part in ("***동" if unit.building else "", "****호" if unit.room else "") if part
    )
    if parsed.detail and not hidden:
        hidden = "***"
    return f"{place} ***, {hidden}" if hidden else f"{place} ***"


def birth_date(value: date | str) -> str:
    """The year stays: 1990-**-**. Takes a date or text that begins with the year."""
    year = f"{value.year:04d}" if isinstance(value, date) else str(value or "")[:4]
    if not year:
        return ""
    return f"{year}-**-**" if len(year) == 4 and year.isascii() and year.isdigit() else "****-**-**"


def text(value: str) -> str:
    """Free text with what names people hidden: phones, emails, units, birth dates, resident numbers, and
    names where a word before or after says that they are one. A name without such a word is not found.
    """
    plain = resident_number.blank(value or "")
    plain = _EMAIL.sub(lambda found: email(found[0]), plain)
    plain = _BIRTH_DATE.sub(r"\1\2**\3**", plain)
    plain = _PHONE.sub(lambda found: phone(found[0]), plain)
    plain = _UNIT.sub(
        lambda found: f"***{found[1]} {_STARS}{found[2]}" if found[1] else f"{_STARS}{found[3]}", plain
    )
    for pattern in (_NAMED, _SELF):
        plain = pattern.sub(lambda found: found[1] + name(found[2]), plain)
    return _ADDRESSED.sub(lambda found: name(found[1]), plain)
