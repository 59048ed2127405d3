"""Buildings of given dongs that the portal knows already: roads, numbers and names, nobody's dwelling."""

import re
from dataclasses import dataclass

from django.db.models import Count, Q

from enrollment.models import Dong, Household
from portal.common.address import AddressError, parse, parse_unit
from portal.common.text import clean

_HEAD = re.compile(r"^(?:서울(?:특별시|시)?\s*)?(?:[가-힣]{1,5}구\s+)?")
_NUMBER_AT_END = re.compile(r"^(?P<street>.*\D|.*길)(?P<number>\d+(?:-\d*)?)$")
_LETTERS = re.compile(r"[가-힣A-Za-z]{2,}")
LIMIT = 8


@dataclass(frozen=True, slots=True)
class KnownBuilding:
    """A building in which somebody enrolled: `address` is road and number, `name` what people call it."""

    address: str
    name: str
    dong: Dong


def buildings_like(dongs, typed: str, *, limit: int = LIMIT) -> list[KnownBuilding]:
    """Buildings of `dongs` whose road and number begin as typed, or whose name does; the most used first."""
    text = _HEAD.sub("", clean(typed)).replace(" ", "")
    if not text:
        return []
    rows = (
        Household.objects.filter(_fits(text), dong__in=dongs, erased_at=None, merged_into=None)
        .values("road_address", "dong_id")
        .annotate(homes=Count("id"))
        .order_by("-homes", "road_address")[: limit * 3]
    )
    by_code = {dong.pk: dong for dong in dongs}
    found: dict[tuple[str, str], KnownBuilding] = {}
    for row in rows:
        address = short(row["road_address"])
        if address:
            building = KnownBuilding(address, _name(text, row), by_code[row["dong_id"]])
            found.setdefault((address, row["dong_id"]), building)
    return list(found.values())[:limit]


def short(road_address: str) -> str:
    """Road and number alone: 왕십리로 83-21; empty when there are none."""
    try:
        parsed = parse(road_address)
    except AddressError:
        return ""
    return f"{parsed.street} {parsed.number}"


def _fits(text: str) -> Q:
    """왕십리로1 is the beginning of 왕십리로1길, and of number 1, 10, 11 in 왕십리로."""
    fits = Q(address_key__startswith=f"road::{text}")
    if match := _NUMBER_AT_END.match(text):
        fits |= Q(address_key__startswith=f"road::{match['street']}:{match['number']}")
    if _is_name(text):
        fits |= Q(address_detail__istartswith=text)
    return fits


def _is_name(text: str) -> bool:
    return bool(_LETTERS.fullmatch(text))


def _name(text: str, row: dict) -> str:
    """The name of the building when that is what was typed."""
    if not _is_name(text):
        return ""
    detail = (
        Household.objects.filter(
            road_address=row["road_address"], dong_id=row["dong_id"], address_detail__istartswith=text
        )
        .values_list("address_detail", flat=True)
        .first()
    )
    return parse_unit(detail).rest if detail else ""
