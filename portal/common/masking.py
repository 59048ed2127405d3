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

_ROAD = re.compile(
    r"(?<![가-힣A-Za-z0-9])([가-힣][가-힣0-9·.]{0,14}(?:로|길)(?<!으로)(?<!서로)(?<!새로)(?<!바로)(?<!따로)(?<!별로)"
    r"(?:\s?\d{1,4}번?[가-하]?길)?)\s?(?:지하\s?)?\d{1,5}(?:\s?-\s?\d{1,5})?"
    r"(?![\d,.%]\d|\d|%|\s?(?:번?[가-하]?길|일|년|월|시|분|초|주|명|건|개|번(?!지)|회|원|만|천|백|층|차|세|살|학년|점|위|배|대|곳|가지|"
    r"정거장|미터|m|km|도))"
)
"""A road's name, and the number of a building; a number that counts something is none."""
_LOT = re.compile(
    r"([가-힣]{1,6}\d{0,2}(?:동|가|리)\d{0,2}가?\s?)(?:산\s?)?(?:\d{1,4}-\d{1,4}(\s?번지)?|\d{1,4}(\s?번지))(?!\d)"
)
_BUILDING = re.compile(
    r"((?:아파트|빌라|맨션|오피스텔|연립|타운|하이츠|맨숀)\s?)[A-Za-z가-하]?\d{0,4}(\s?동)(?![가-힣]{2})"
)
_SURNAME = (
    "(?:남궁|황보|제갈|선우|독고|[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공"
    "현함변염여추도소석설])"
)
_TITLE = (
    "(?:선생|님|씨|주무관|과장|팀장|계장|반장|통장|회장|동장|국장|부장|원장|소장|대리|간호사|복지사|어르신|할머니|할아버지|여사|"
    "의원|박사|교수|기사|대표|위원)"
)
_TITLED = re.compile(rf"(?<![가-힣])({_SURNAME}[가-힣]{{2}})(?=\s?{_TITLE})")
_STAFF = re.compile(
    rf"((?:담당자|담당|주무관|팀장|과장|계장|통장|반장|선생)님?(?:인|이신)?\s)({_SURNAME}[가-힣]{{2}})"
    r"(?=님|씨|이|가|은|는|께|을|를|의|도|[^가-힣]|$)"
)
_NO_NAMES = frozenset(
    "이용자 신청자 방문자 구의원 구청장 안내자 민원인 조합원 유권자 진행자 이웃집 우리동 이번주 지난주 "
    "성동구 주민회 전담자 "
    "주최측 강사분 주인공 지도자 고객분 여러분 도우미 소유자 하자는 이동식 서울시 "
    "전문가 조사원 안전과 문화과 복지과 주차과".split()
)
"""Words that look like a name before a title."""


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
    """Free text with what names people hidden: phones, emails, addresses behind the road or the dong, birth
    dates, resident numbers, and names where a word before or after says that they are one. A name without
    such a word is not found; a word that looks like one may be hidden.
    """
    plain = resident_number.blank(value or "")
    plain = _EMAIL.sub(lambda found: email(found[0]), plain)
    plain = _BIRTH_DATE.sub(r"\1\2**\3**", plain)
    plain = phones.IN_TEXT.sub(lambda found: phone(found[0]), plain)
    plain = _UNIT.sub(
        lambda found: f"***{found[1]} {_STARS}{found[2]}" if found[1] else f"{_STARS}{found[3]}", plain
    )
    plain = _BUILDING.sub(r"\1***\2", _LOT.sub(r"\1***\2\3", _ROAD.sub(r"\1 ***", plain)))
    for pattern in (_NAMED, _SELF, _STAFF):
        plain = pattern.sub(lambda found: found[1] + _person(found[2]), plain)
    plain = _TITLED.sub(lambda found: _person(found[1]), plain)
    return _ADDRESSED.sub(lambda found: name(found[1]), plain)


def _person(word: str) -> str:
    return word if word in _NO_NAMES else name(word)
