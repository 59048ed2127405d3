"""The unit inside a building: 101동 1203호 in its many spellings, and one key for each."""

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.common.text import clean

_LETTERS = "가나다라마바사아자차카타파하"
_SPLIT_WORDS = re.compile(r"[,./]+")
_JE = re.compile(r"(?<![가-힣])제\s*(?=\d)")
_BASEMENT = re.compile(r"(?:지하|지층|(?<![A-Z0-9가-힣])B(?=\d)|(?<![가-힣])비(?=\d))")
_BASEMENT_FLOOR = re.compile(r"(?:지하|(?<![A-Z0-9가-힣])B)\s*(\d+)\s*층")
_FLOOR = re.compile(r"(\d+)\s*층")
_ROOF = re.compile(r"옥탑(?:방|층)?")
_BUILDING = re.compile(rf"(?:(?<!\d)(\d+)|(?<![가-힣A-Z])([{_LETTERS}A-Z]))\s*동(?![가-힣])")
_ROOM = re.compile(
    r"(?:(?<!\d)(\d+)\s*-\s*|(?<![\d가-힣A-Z])(\d+)\s+)?"
    rf"(?<!\d)(\d+[A-Z]?|(?<![가-힣])[{_LETTERS}A-Z])\s*호(?!\w)"
)
_PAIR = re.compile(r"(?<!\d)(\d+)\s*(?:-|\s)\s*(\d+)$")
_LAST_NUMBER = re.compile(r"(?<![\dA-Z가-힣])(\d+)$")
_NOT_WORD = re.compile(r"[^0-9A-Z가-힣]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A dwelling inside a building; ``rest`` holds words that are no number (a building's name)."""

    building: str = ""
    floor: str = ""
    room: str = ""
    rest: str = ""

    @property
    def key(self) -> str:
        """The same for every spelling of one unit, different for different units.

        Beside a room number words do not count: the road number already names the building.
        """
        words = "" if self.room else _NOT_WORD.sub("", self.rest)
        return ":".join((self.building, self.floor, self.room, words))

    def __str__(self) -> str:
        building = f"{self.building}동" if self.building else ""
        room = f"{self.room}호" if self.room else ""
        return " ".join(part for part in (self.rest, building, self.floor, room) if part)


# A street of flats says the same few units again and again.
@lru_cache(maxsize=4096)
def parse_unit(detail: str) -> Unit:
    """Read the detail part of an address: 101동 1203호, 101-1203, 0101동1203호, 지하 1층 101호, B01호, 2층.

    Never fails: words that are no unit are kept as ``rest``.
    """
    text = clean(_JE.sub("", _SPLIT_WORDS.sub(" ", clean(detail)))).upper()
    text, floor = _take_floor(text)
    text, building = _take_last(_BUILDING, text)
    room = ""
    if match := _last(_ROOM, text):
        building, room, text = building or match[1] or match[2] or "", match[3], _cut(text, match)
    elif not building and (match := _PAIR.search(text)):
        building, room, text = match[1], match[2], _cut(text, match)
    elif match := _LAST_NUMBER.search(text):
        room, text = match[1], _cut(text, match)
    building, room = _plain_number(building), _plain_number(room)
    if floor.isdigit():
        # 12층 1203호 says the floor twice; 2층 1호 does not.
        floor = "" if room.isdigit() and int(room) >= 100 and int(room) // 100 == int(floor) else f"{floor}층"
    return Unit(building=building, floor=floor, room=room, rest=text.strip(" -"))


def _take_floor(text: str) -> tuple[str, str]:
    if match := _BASEMENT_FLOOR.search(text):
        level = int(match[1])
        return _cut(text, match), "지하" if level == 1 else f"지하{level}층"
    if match := _BASEMENT.search(text):
        return _cut(text, match).replace("층", ""), "지하"
    if match := _ROOF.search(text):
        return _cut(text, match), "옥탑"
    if match := _FLOOR.search(text):
        return _cut(text, match), str(int(match[1]))
    return text, ""


def _take_last(pattern: re.Pattern, text: str) -> tuple[str, str]:
    match = _last(pattern, text)
    return (_cut(text, match), next(group for group in match.groups() if group)) if match else (text, "")


def _last(pattern: re.Pattern, text: str) -> re.Match | None:
    return max(pattern.finditer(text), key=re.Match.start, default=None)


def _cut(text: str, match: re.Match) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip(' -')}".strip()


def _plain_number(text: str) -> str:
    return text.lstrip("0") or "0" if text.isdigit() else text.lstrip("0")
