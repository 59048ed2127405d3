"""A file of outlines as somebody uploads it: GeoJSON, every dong of the district in it, nothing guessed."""

import json
from collections.abc import Iterator, Sequence
from math import isfinite

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.models import Dong
from portal.dashboards.boundaries.matching import Names
from portal.dashboards.boundaries.plane import Point

MAX_POINTS = 200_000

Polygons = list[list[list[Point]]]


def read(data: bytes, dongs: Sequence[Dong]) -> tuple[dict[str, Polygons], str | None]:
    """Outlines by dong code as the file has them, and the system of coordinates it names, if any.

    Features of other places are passed over. Raises ValidationError for a file that is no such GeoJSON, that
    lacks a dong of the district or has one twice."""
    collection = _collection(data)
    names = Names(dongs)
    found: dict[str, Polygons] = {}
    for feature in collection["features"]:
        dong = names.of(feature.get("properties")) if isinstance(feature, dict) else None
        if dong is None:
            continue
        if dong.code in found:
            raise ValidationError(
                _("%(dong)s의 경계가 두 번 나옵니다. 하나만 남겨 주세요.") % {"dong": dong.name}
            )
        found[dong.code] = _polygons(feature.get("geometry"), dong)
    missing = [dong.name for dong in dongs if dong.code not in found]
    if missing:
        message = _(
            "경계가 없는 동이 있습니다: %(dongs)s. 구의 모든 동이 한 파일에 있어야 하고, "
            "속성 adm_cd2, adm_cd, code, name, adm_nm 가운데 하나에 동의 코드나 이름이 있어야 합니다."
        )
        raise ValidationError(message % {"dongs": ", ".join(missing)})
    if sum(1 for _point in points_of(found)) > MAX_POINTS:
        message = _("경계의 점이 너무 많습니다. %(limit)s개 이하로 단순하게 만든 뒤 다시 올려 주세요.")
        raise ValidationError(message % {"limit": f"{MAX_POINTS:,}"})
    return found, _declared(collection)


def points_of(outlines: dict[str, Polygons]) -> Iterator[Point]:
    """Every point of every outline."""
    return (
        point for polygons in outlines.values() for polygon in polygons for ring in polygon for point in ring
    )


def _collection(data: bytes) -> dict:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValidationError(
            _("GeoJSON 파일이 아니거나 깨졌습니다. UTF-8로 저장한 파일을 올려 주세요.")
        ) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ValidationError(
            _("FeatureCollection이 아닙니다. 동마다 하나의 Feature가 든 GeoJSON을 올려 주세요.")
        )
    if not isinstance(document.get("features"), list) or not document["features"]:
        raise ValidationError(_("파일에 경계가 하나도 없습니다. 동 경계가 든 파일인지 확인해 주세요."))
    return document


def _declared(collection: dict) -> str | None:
    crs = collection.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    # It may stand in a message, which half of a pair of code units could not be written in.
    if not isinstance(name, str) or not name.isprintable():
        raise ValidationError(_("좌표계(crs)를 읽을 수 없습니다. EPSG:4326처럼 이름으로 적어 주세요."))
    return name


def _polygons(geometry, dong: Dong) -> Polygons:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        message = _("%(dong)s의 경계가 면(Polygon, MultiPolygon)이 아닙니다. 면으로 된 파일을 올려 주세요.")
        raise ValidationError(message % {"dong": dong.name})
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        read = [[_ring(ring) for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, KeyError, OverflowError):
        read = []
    if not read or not all(read):
        message = _("%(dong)s의 경계를 읽을 수 없습니다. 닫힌 면이고 좌표가 숫자인지 확인해 주세요.")
        raise ValidationError(message % {"dong": dong.name})
    return read


def _ring(ring) -> list[Point]:
    """A closed line of four points at least. Raises TypeError or ValueError."""
    points = [_point(position) for position in ring]
    if len(points) < 4 or points[0] != points[-1] or len(set(points)) < 3:
        raise ValueError(len(points))
    return points


def _point(position) -> Point:
    x, y = position[:2]
    if isinstance(x, bool | str) or isinstance(y, bool | str) or not (isfinite(x) and isfinite(y)):
        raise ValueError(type(x))
    return float(x), float(y)
