"""Files of outlines: what is taken, and what is refused in words that say why."""

import json
from math import cos, dist, pi, sin

import pytest
from django.core.exceptions import ValidationError

from enrollment.models import District
from portal.common.models import AuditEvent
from portal.dashboards.boundaries.load import read
from portal.dashboards.boundaries.outline import TOLERANCE, thinned
from portal.dashboards.boundaries.versions import keep, newest
from portal.dashboards.models import BoundaryFile
from tests.factories.accounts import UserFactory
from tests.factories.boundaries import (
    CENTRAL,
    DEGREES,
    SOURCE,
    UTM_K,
    collection,
    feature,
    features,
    square,
)
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db

EUNGBONG = "1120058000"


def loaded(data: bytes) -> BoundaryFile:
    district = District.objects.get(code=DISTRICT)
    drawing = read(data=data, file_name="경계.geojson", source=SOURCE, district=district)
    return keep(drawing=drawing, district=district, instead_of=None, by=UserFactory())


def refused(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        loaded(data)
    assert (
        not BoundaryFile.objects.exists() and not AuditEvent.objects.filter(action="boundaries.load").exists()
    )
    return caught.value.messages[0]


def changed(at: int = 0, **geometry) -> bytes:
    found = features()
    found[at]["geometry"] |= geometry
    return collection(found)


@pytest.mark.parametrize(
    ("origin", "name", "system"),
    [
        (DEGREES, None, "EPSG:4326"),
        (DEGREES, "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        (UTM_K, "urn:ogc:def:crs:EPSG::5179", "EPSG:5179"),
        (CENTRAL, "EPSG:5186", "EPSG:5186"),
        (UTM_K, None, "EPSG:5179"),
        (CENTRAL, None, "EPSG:5186"),
    ],
)
def test_every_system_draws_the_same_map(origin, name, system):
    crs = {"crs": {"type": "name", "properties": {"name": name}}} if name else {}
    boundary = loaded(collection(features(origin), **crs))
    assert AuditEvent.objects.get(action="boundaries.load").detail == {"dongs": 17, "system": system}
    assert (boundary.width, boundary.height, len(boundary.shapes)) == (1000, 1000, 17)
    shape = boundary.shapes[EUNGBONG]
    assert abs(shape["x"] - 500) < 8 and abs(shape["y"] - 700) < 8, "row 3, column 2 of squares of 200"
    assert shape["path"].count("L") == 3, "points on a straight edge are left out"
    assert newest(DISTRICT) == boundary


@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("adm_cd2", lambda dong: dong.code),
        ("adm_cd", lambda dong: int(dong.code)),
        ("adm_cd", lambda dong: dong.statistics_code),
        ("adm_cd", lambda dong: f"{dong.statistics_code}0"),
        ("code", lambda dong: dong.code),
        ("name", lambda dong: dong.name),
        ("name", lambda dong: dong.official_name),
        ("adm_nm", lambda dong: f"서울특별시 성동구 {dong.official_name}"),
    ],
)
def test_dongs_are_known_by_any_code_or_name(key, of):
    assert len(loaded(collection(features(key=key, of=of))).shapes) == 17


def test_other_places_are_passed_over_and_a_code_says_more_than_a_name():
    others = [
        feature(square(0, 0), adm_cd2="1111051500", name="응봉동"),
        feature(square(0, 0), adm_nm="부산광역시 어떤구 응봉동"),
        feature(square(0, 0)),
        {"type": "Feature", "properties": None, "geometry": None},
        "no feature",
    ]
    assert len(loaded(collection([*others, *features()])).shapes) == 17


def test_missing_and_doubled_dongs_are_named():
    whole = features()
    said = refused(collection([one for one in whole if one["properties"]["adm_cd2"] != EUNGBONG][1:]))
    assert "왕십리2동, 응봉동" in said
    assert "왕십리2동의 경계가 두 번" in refused(collection([*whole, whole[0]]))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "GeoJSON 파일이 아니거나 깨졌습니다"),
        (b"\xff\xfe\x00", "GeoJSON 파일이 아니거나 깨졌습니다"),
        (b"[" * 100_000, "GeoJSON 파일이 아니거나 깨졌습니다"),
        (b"9" * 5000, "GeoJSON 파일이 아니거나 깨졌습니다"),
        (b"[]", "FeatureCollection이 아닙니다"),
        (b'{"type": "Feature"}', "FeatureCollection이 아닙니다"),
        (b'{"type": "FeatureCollection"}', "경계가 하나도 없습니다"),
        (b'{"type": "FeatureCollection", "features": []}', "경계가 하나도 없습니다"),
        (b'{"type": "FeatureCollection", "features": [7]}', "경계가 없는 동이 있습니다"),
    ],
)
def test_what_is_no_such_file(data, said):
    assert said in refused(data)


RING = square(0, 0)


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Point", "coordinates": [127, 37]}, "면(Polygon, MultiPolygon)이 아닙니다"),
        ({"coordinates": []}, "면(Polygon, MultiPolygon)이 아닙니다"),
        ({"coordinates": [RING[:-1]]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [RING[:2] + RING[:1]]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [[["a", "b"]] * 5]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [[[127.0]] * 5]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [[[True, False]] * 5]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [[[float("nan"), 37]] * 5]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": {"ring": 1}}, "면(Polygon, MultiPolygon)이 아닙니다"),
        ({"coordinates": [[{}]]}, "경계를 읽을 수 없습니다"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "경계를 읽을 수 없습니다"),
        ({"coordinates": [[[y, x] for x, y in RING]]}, "우리나라 안에 있지 않거나"),
        ({"coordinates": [[[x + 2, y] for x, y in RING]]}, "너무 멀리 떨어져"),
    ],
)
def test_what_is_wrong_with_one_outline(geometry, said):
    assert said in refused(changed(**geometry))


def test_turned_coordinates_and_those_of_nowhere():
    turned = json.loads(collection(features()))
    for one in turned["features"]:
        one["geometry"]["coordinates"] = [[[y, x] for x, y in one["geometry"]["coordinates"][0]]]
    assert "위도와 경도의 차례가 바뀌었습니다" in refused(json.dumps(turned).encode())
    assert "우리나라 안에 있지 않거나" in refused(collection(features((2.3, 48.8))))


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ({"properties": {"name": "EPSG:5186"}}, "좌표는 EPSG:4326처럼 보입니다"),
        ({"properties": {"name": "EPSG:2097"}}, "좌표는 EPSG:4326처럼 보입니다"),
        ("EPSG:4326", "좌표계(crs)를 읽을 수 없습니다"),
        ({"properties": {}}, "좌표계(crs)를 읽을 수 없습니다"),
    ],
)
def test_a_system_that_is_named_must_be_the_one_the_numbers_are_of(crs, said):
    assert said in refused(collection(features(), crs=crs))


def test_a_system_whose_name_cannot_be_written_is_refused_at_its_field():
    data = collection(features(), crs={"properties": {"name": "HALF"}}).replace(b"HALF", rb"\ud800")
    assert refused(data).encode().decode().startswith("좌표계(crs)를 읽을 수 없습니다")


def test_islands_and_holes_are_drawn():
    found = features(CENTRAL)
    ring = found[0]["geometry"]["coordinates"][0]
    x, y = ring[0]
    hole = [[x + 300, y - 300], [x + 600, y - 300], [x + 600, y - 600], [x + 300, y - 300]]
    speck = [[x + 1, y + 1], [x + 2, y + 1], [x + 2, y + 2], [x + 1, y + 1]]
    found[0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[speck], [ring, hole]]}
    path = loaded(collection(found)).shapes[found[0]["properties"]["adm_cd2"]]["path"]
    assert path.count("M") == 2, "the outline and its hole; a speck nobody sees is left out"


def test_an_outline_of_needles_is_refused_before_it_holds_the_portal_up():
    """25,000 needles that no thinning takes away; on a page a few hundred points tell a dong."""
    west, north = DEGREES
    needles = [[west + at / 2_000_000, north - (0.009 if at % 2 else 0)] for at in range(25_000)]
    assert "너무 복잡해" in refused(changed(coordinates=[[*needles, needles[0]]]))


def test_dense_outlines_lose_points_and_stay_in_their_place():
    turns = [2 * pi * at / 5_000 for at in range(5_000)]
    ring = [(500 + 400 * cos(turn), 500 + 300 * sin(turn)) for turn in turns]
    made = thinned([*ring, ring[0]])
    assert made[0] == made[-1] == ring[0] and len(made) < 300
    for x, y in ring:
        near = min(_beside(x, y, *edge) for edge in zip(made, made[1:], strict=False))
        assert near <= TOLERANCE


def _beside(x: float, y: float, first: tuple[float, float], last: tuple[float, float]) -> float:
    """How far a point lies from a stretch."""
    (ax, ay), (bx, by) = first, last
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    along = max(0.0, min(1.0, along))
    return dist((x, y), (ax + along * (bx - ax), ay + along * (by - ay)))
