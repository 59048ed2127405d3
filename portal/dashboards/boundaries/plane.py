"""Which plane coordinates lie in, told by their size, and the plane of the page they are moved to."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Point = tuple[float, float]
Box = tuple[float, float, float, float]

WIDTH = 1000
"""Units the page is wide; a district of six kilometres has six metres to the unit."""
TALLEST = 3


@dataclass(frozen=True, slots=True)
class System:
    """A system of coordinates, and the box (west, south, east, north) Korea lies in."""

    code: str
    box: Box
    is_degrees: bool = False


# The boxes do not meet, so the numbers alone tell which system they are of. What is of EPSG:5181 is taken
# for 5186, which lies 100 km to the north and draws alike.
SYSTEMS = (
    System("EPSG:4326", (124.0, 32.5, 132.5, 39.0), is_degrees=True),
    System("EPSG:5179", (660_000, 1_380_000, 1_430_000, 2_120_000)),
    System("EPSG:5186", (-100_000, 20_000, 650_000, 730_000)),
)
_NAMES = {"CRS84": "EPSG:4326"} | {system.code: system.code for system in SYSTEMS}


def system_of(points: Iterable[Point], declared: str | None) -> System:
    """The system the points lie in. Raises ValidationError outside Korea, or for one that is not `declared`.

    `declared` is the name a file gives, such as `urn:ogc:def:crs:EPSG::5186`.
    """
    box = box_of(points)
    found = next((system for system in SYSTEMS if _inside(box, system.box)), None)
    if found is None:
        raise ValidationError(_turned(box) or _outside())
    if declared is not None and _named(declared) != found.code:
        message = _(
            "파일에 적힌 좌표계(%(declared)s)와 좌표의 크기가 맞지 않습니다. 좌표는 %(found)s처럼 보입니다. "
            "좌표계를 바르게 적거나 지운 뒤 다시 올려 주세요."
        )
        raise ValidationError(message % {"declared": declared[:60], "found": found.code})
    return found


def box_of(points: Iterable[Point]) -> Box:
    """West, south, east, north."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Plane:
    """The page: `WIDTH` by `height`, the north above."""

    west: float
    north: float
    x_scale: float
    y_scale: float
    height: int

    def of(self, point: Point) -> Point:
        x, y = point
        return (x - self.west) * self.x_scale, (self.north - y) * self.y_scale


def plane_for(points: Iterable[Point], system: System) -> Plane:
    """Shapes keep their proportions: metres are metres both ways, and a degree of longitude is as much
    shorter than one of latitude as the middle of the map says, exact enough for the width of a district."""
    west, south, east, north = box_of(points)
    squeeze = cos(radians((south + north) / 2)) if system.is_degrees else 1.0
    across = max((east - west) * squeeze, (north - south) / TALLEST)
    scale = WIDTH / across
    return Plane(west, north, scale * squeeze, scale, max(1, round((north - south) * scale)))


def _inside(box: Box, outer: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _turned(box: Box) -> str:
    if _inside((box[1], box[0], box[3], box[2]), SYSTEMS[0].box):
        return _(
            "위도와 경도의 차례가 바뀌었습니다. GeoJSON은 경도를 먼저 적습니다. 고친 뒤 다시 올려 주세요."
        )
    return ""


def _outside() -> str:
    return _(
        "좌표가 우리나라 안에 있지 않거나 알 수 없는 좌표계입니다. "
        "경위도(EPSG:4326)나 미터(EPSG:5179, EPSG:5186)로 바꾼 뒤 다시 올려 주세요."
    )


def _named(declared: str) -> str:
    """`urn:ogc:def:crs:EPSG::5186` and `EPSG:5186` alike; empty for one that is not read."""
    name = declared.upper().replace("::", ":")
    return next((code for ending, code in _NAMES.items() if name.endswith(ending)), "")
