"""Road-name addresses (도로명주소): reading, one canonical spelling, and one key per dwelling.

Canonical form (도로명주소법): ``서울특별시 성동구 고산자로 270, 101동 1203호 (행당동, ○○아파트)``.
The word 동 in free text is a building or a legal dong, never read as an administrative dong.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.address_unit import Unit, parse_unit
from portal.common.text import clean

__all__ = [
    "AddressError",
    "RoadAddress",
    "Unit",
    "address_key",
    "district_problem",
    "is_plausible",
    "normalise",
    "parse",
    "parse_unit",
]

_CITIES = {
    "서울": "서울특별시",
    "부산": "부산광역시",
    "대구": "대구광역시",
    "인천": "인천광역시",
    "광주": "광주광역시",
    "대전": "대전광역시",
    "울산": "울산광역시",
    "세종": "세종특별자치시",
    "경기": "경기도",
    "강원": "강원특별자치도",
    "충북": "충청북도",
    "충청북": "충청북도",
    "충남": "충청남도",
    "충청남": "충청남도",
    "전북": "전북특별자치도",
    "전라북": "전북특별자치도",
    "전남": "전라남도",
    "전라남": "전라남도",
    "경북": "경상북도",
    "경상북": "경상북도",
    "경남": "경상남도",
    "경상남": "경상남도",
    "제주": "제주특별자치도",
}
_SEOUL_DISTRICTS = (
    "종로구|중구|용산구|성동구|광진구|동대문구|중랑구|성북구|강북구|도봉구|노원구|은평구|서대문구|마포구|양천구|"
    "강서구|구로구|금천구|영등포구|동작구|관악구|서초구|강남구|송파구|강동구"
)
_POSTCODE = re.compile(r"^(?:우편번호|우)?[\s:)]*[(\[]?(\d{5}|\d{3}-\d{3})[)\]]?(?:\s+|,\s*|(?=[가-힣]))")
_CITY = re.compile(
    r"^(" + "|".join(sorted(_CITIES, key=len, reverse=True)) + r")(?:(?:특별자치|특별|광역)?[시도])?"
    r"(?=\s|(?:" + _SEOUL_DISTRICTS + r"))\s*"
)
_DISTRICT = re.compile(
    rf"^((?:[가-힣]{{1,5}}[시군]\s+)?(?:(?:{_SEOUL_DISTRICTS})|[가-힣]{{1,5}}[시군구](?=\s)))\s*"
)
# In brackets after the address, where a building name may hold 구 too: only districts of the city count.
_DISTRICT_IN_NOTE = re.compile(rf"(?:^|[\s,])({_SEOUL_DISTRICTS})(?=$|[\s,])")
_LEGAL_DONG = (
    r"(?:[가-힣]+(?:\d[\d.,]*)?가?(?:제?\d+)?동(?:\d+가)?"
    r"|[가-힣]+\d+가|[가-힣]+[읍면](?:\s+[가-힣]+리)?|[가-힣]+리)"
)
_ROAD = (
    r"(?:[가-힣]+(?:로|길)(?:\s*제?\s*\d+\s*[가-힣]?\s*길)?"
    r"|[가-힣]+\s*\d+\s*[가-힣]?\s*길)"
)
_NUMBER = r"(?P<main>\d{1,5})(?!\d|동|호|층|길|[가-힣]길)(?:\s*-\s*(?P<sub>\d{1,5})(?!\d|동|호|층|\s*-))?"
_ROAD_ADDRESS = re.compile(
    rf"^(?:{_LEGAL_DONG}\s+)?(?P<road>{_ROAD})\s*(?P<under>지하|공중)?\s*{_NUMBER}\s*(?:번지|번)?(?P<detail>.*)$"
)
_LOT_ADDRESS = re.compile(
    rf"^(?P<dong>{_LEGAL_DONG})\s*(?P<mountain>산)?\s*{_NUMBER}\s*(?:번지|번)?(?P<detail>.*)$"
)
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_UNIT_IN_BRACKETS = re.compile(r"\d\s*호|층|지하")
_JE_AT_START = re.compile(r"(?<![가-힣])제\s*(?=\d)")
_JE_IN_ROAD = re.compile(r"(?<=[로길])제(?=\d)")


class AddressError(ValidationError):
    """The text is no address with a road (or lot) and a number; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class RoadAddress:
    """An address in parts. ``road`` is empty for a lot-number address, which has ``legal_dong`` instead."""

    city: str
    district: str
    road: str
    legal_dong: str
    prefix: str
    main: int
    sub: int
    detail: str
    note: str
    postcode: str

    @property
    def street(self) -> str:
        """What stands before the number: the road, or the legal dong of a lot-number address."""
        return self.road or self.legal_dong

    @property
    def number(self) -> str:
        """Building or lot number as written: ``270``, ``7-1``, ``지하 396``, ``산 12``."""
        main = f"{self.main}-{self.sub}" if self.sub else str(self.main)
        return f"{self.prefix} {main}" if self.prefix else main

    def __str__(self) -> str:
        base = " ".join(part for part in (self.city, self.district, self.street, self.number) if part)
        unit = str(parse_unit(self.detail))
        note = f" ({self.note})" if self.note else ""
        return f"{base}, {unit}{note}" if unit else f"{base}{note}"


def parse(text: str) -> RoadAddress:
    """Read an address in any usual spelling: city and spaces optional, full-width, with or without postcode.

    Raises AddressError when there is no road (…로, …길) or legal dong followed by a number.
    """
    return _parse(text)


# The rules of one application ask for the same address several times, and neighbours share a building.
@lru_cache(maxsize=2048)
def _parse(text: str) -> RoadAddress:
    rest = _JE_AT_START.sub("", clean(text).replace("·", ".").replace("ㆍ", "."))
    rest, postcode = _take(_POSTCODE, rest)
    rest, city = _take(_CITY, rest)
    rest, district = _take(_DISTRICT, rest)
    rest, note = _take_brackets(rest)
    match = _ROAD_ADDRESS.match(rest) or _LOT_ADDRESS.match(rest)
    if not match or not int(match["main"]):
        raise AddressError(
            gettext_lazy(
                "주소에 도로명과 건물번호가 없습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)"
            ),
            code="not_an_address",
        )
    found = match.groupdict()
    return RoadAddress(
        city=_CITIES.get(city, ""),
        district=district,
        road=_JE_IN_ROAD.sub("", found.get("road", "").replace(" ", "")),
        legal_dong=found.get("dong", ""),
        prefix=found.get("under") or found.get("mountain") or "",
        main=int(found["main"]),
        sub=int(found["sub"] or 0),
        detail=found["detail"].strip(" ,.-"),
        note=note,
        postcode=postcode,
    )


def normalise(road_address: str, detail: str = "") -> str:
    """Canonical spelling: ``서울특별시 성동구 고산자로 270, 101동 1203호``; parts not given stay out.

    Writing it again changes nothing. Raises AddressError like `parse`.
    """
    return str(parse(_joined(road_address, detail)))


def address_key(road_address: str, detail: str = "", *, district_name: str) -> str:
    """One key per dwelling, however it is written; personal data like the address itself.

    The city, the home district, brackets, 제, leading zeros and building names before a unit do not
    matter. Road and lot-number addresses have key spaces of their own. Raises AddressError like `parse`.
    """
    parsed = parse(_joined(road_address, detail))
    district = "" if parsed.district == district_name else parsed.district
    space = "road" if parsed.road else "lot"
    number = f"{parsed.prefix}{parsed.main}-{parsed.sub}"
    return ":".join((space, district, parsed.street, number, parse_unit(parsed.detail).key))


def is_plausible(text: str) -> bool:
    """Whether the text names a road (…로, …길) and a building number."""
    try:
        return bool(parse(text).road)
    except AddressError:
        return False


def district_problem(
    text: str,
    district_name: str,
    city_name: str,
    postcodes: tuple[int, int],
    *,
    postcode: str = "",
    called: str = "",
) -> str | None:
    """Why the address lies outside the district, as a message; None when nothing speaks against it.

    Looks at the city, the district and the five-digit postcode (in the text or given apart). A part that
    is not written is no problem; use `is_plausible` for the form. `called` is the district in the
    reader's language.
    """
    rest, written_postcode = _take(_POSTCODE, clean(text))
    rest, city = _take(_CITY, rest)
    district = _take(_DISTRICT, rest)[1]
    names = {"district": called or district_name}
    if city and _CITIES[city] != city_name:
        message = _(
            "%(district)s 주소가 아닙니다. %(district)s 주민만 신청할 수 있습니다. 시·도를 확인해 주세요."
        )
        return message % names
    named = [district.split()[-1]] if district else []
    named += _DISTRICT_IN_NOTE.findall(_take_brackets(rest)[1])
    if any(name != district_name for name in named):
        message = _(
            "%(district)s 주소가 아닙니다. %(district)s 주민만 신청할 수 있습니다. 구를 확인해 주세요."
        )
        return message % names
    code = clean(postcode) or written_postcode
    if len(code) == 5 and code.isdecimal() and not postcodes[0] <= int(code) <= postcodes[1]:
        return _("우편번호가 %(district)s의 것이 아닙니다. 다섯 자리 우편번호를 확인해 주세요.") % names
    return None


def _joined(road_address: str, detail: str) -> str:
    return f"{road_address}, {detail}" if detail else road_address


def _take(pattern: re.Pattern, text: str) -> tuple[str, str]:
    match = pattern.match(text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _take_brackets(text: str) -> tuple[str, str]:
    """Split off bracketed legal dong and building name; a unit written in brackets stays in the text."""
    notes = []

    def replace(match):
        if _UNIT_IN_BRACKETS.search(match[1]):
            return f" {match[1]} "
        notes.append(match[1].strip())
        return " "

    rest = _BRACKETS.sub(replace, text)
    return clean(rest), ", ".join(note for note in notes if note)
