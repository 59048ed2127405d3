"""Synthetic outlines of dongs: squares where the tiles of the schematic map stand, in no place on earth."""

import json
from math import cos, radians

from enrollment.models import Dong
from tests.factories.rates import DISTRICT

SOURCE = "시험용으로 지어낸 경계 (실제와 다름)"
DEGREES, UTM_K, CENTRAL = (127.0, 37.5), (955_000.0, 1_950_000.0), (200_000.0, 552_000.0)
METRES = 1000.0


def square(row: int, column: int, origin=DEGREES) -> list[list[float]]:
    """A closed ring of a kilometre's side, the first row in the north; one edge has points to spare."""
    step = METRES / 111_000 if origin == DEGREES else METRES
    wide = step / cos(radians(origin[1])) if origin == DEGREES else step
    west, north = origin[0] + column * wide, origin[1] - row * step
    top = [[west + wide * at / 10, north] for at in range(11)]
    return [*top, [west + wide, north - step], [west, north - step], top[0]]


def feature(ring, geometry: str = "Polygon", **properties) -> dict:
    coordinates = [ring] if geometry == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def features(origin=DEGREES, key: str = "adm_cd2", of=lambda dong: dong.code) -> list[dict]:
    """One of every dong of the district."""
    return [
        feature(square(dong.tile_row, dong.tile_column, origin), **{key: of(dong)})
        for dong in Dong.objects.filter(district_id=DISTRICT)
    ]


def collection(features: list[dict], **more) -> bytes:
    return json.dumps(
        {"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False
    ).encode()
