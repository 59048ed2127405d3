"""Doors in the order somebody walks past them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from enrollment.models import District
from notices.models import AddressedNotice
from portal.common.address import AddressError, RoadAddress, parse, parse_unit

_PARTS = re.compile(r"\d+|\D+")
_BELOW, _PLAIN, _ROOF = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Door:
    """Building and unit; an address nobody can read stands in `building` as it was written."""

    building: str
    unit: str

    def __str__(self) -> str:
        return f"{self.building}, {self.unit}" if self.unit else self.building


def door_of(address: str | None, home: District) -> Door:
    """Where to carry it; of an address outside `home` the city and district stand before the road."""
    try:
        parsed = parse(address or "")
    except AddressError:
        return Door((address or "").strip(), "")
    note = f" ({parsed.note})" if parsed.note else ""
    unit = parse_unit(parsed.detail)
    # A floor stands as it was written: for comparing, 지하 1층 and 지하 are one; for walking they are not.
    building = " ".join([*_outside(parsed, home), parsed.street, f"{parsed.number}{note}"])
    return Door(building, parsed.detail if unit.floor else str(unit))


def _outside(parsed: RoadAddress, home: District) -> list[str]:
    """City and district as far as they are written, when one of them is not that of `home`."""
    own = (not parsed.city or parsed.city == home.city_name) and (
        not parsed.district or parsed.district == home.name
    )
    return [] if own else [part for part in (parsed.city, parsed.district) if part]


def in_walking_order(notices: Iterable[AddressedNotice]) -> list[AddressedNotice]:
    """By road, building number, 동, floor and 호, each as a number; what cannot be read comes last."""
    return sorted(notices, key=lambda notice: (_key(notice.address), notice.pk))


def _key(address: str | None) -> tuple:
    try:
        parsed = parse(address or "")
    except AddressError:
        return (1, _counted(address or ""))
    unit = parse_unit(parsed.detail)
    return (
        0,
        _counted(parsed.street),
        parsed.prefix,
        parsed.main,
        parsed.sub,
        _counted(unit.building),
        _height(unit.floor),
        _counted(unit.room),
        _counted(unit.rest),
    )


def _height(floor: str) -> tuple:
    """Cellars, deepest first, then what has no floor of its own name, then floors, and the roof."""
    if floor.startswith("지하"):
        level = floor.removeprefix("지하").removesuffix("층")
        return (_BELOW, [(0, -int(level or 1), "")])
    return (_ROOF if floor.startswith("옥탑") else _PLAIN, _counted(floor))


def _counted(text: str) -> list[tuple]:
    """Runs of digits compare as numbers, everything else as text: 2길 before 10길."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(text)]
