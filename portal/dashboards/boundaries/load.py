"""Reading a file of outlines: judged as a whole, and drawn as a page would show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.models import District, Dong
from portal.dashboards.boundaries import outline, plane, reading
from portal.dashboards.models import BoundaryFile

FARTHEST = 60_000
"""Metres a district may be across; a file that spans more mixes places."""
MOST_POINTS = 10_000
"""Points left on the page after thinning; the dongs of a district have some thousands."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Outlines of every dong, the map of nobody yet; `system` is that of the file's coordinates."""

    source: str
    file_name: str
    shapes: dict[str, dict]
    width: int
    height: int
    system: str

    def as_boundary(self, district: District) -> BoundaryFile:
        """Not saved."""
        return BoundaryFile(
            district=district,
            source=self.source,
            file_name=self.file_name,
            shapes=self.shapes,
            width=self.width,
            height=self.height,
        )


def read(*, data: bytes, file_name: str, source: str, district: District) -> Drawing:
    """The outlines of every dong of the district as a page would draw them; nothing is kept.

    Raises ValidationError saying what is wrong with the file."""
    dongs = list(Dong.objects.filter(district=district).select_related("district"))
    if not dongs:
        raise ValidationError(_("아직 동 정보가 없습니다. 세대수 파일을 먼저 등록해 주세요."))
    outlines, declared = reading.read(data, dongs)
    points = list(reading.points_of(outlines))
    system = plane.system_of(points, declared)
    _refuse_wide(points, system)
    page = plane.plane_for(points, system)
    thin = {code: _thinned(polygons, page) for code, polygons in outlines.items()}
    _refuse_intricate(thin.values())
    shapes = {code: _shape(polygons) for code, polygons in thin.items()}
    return Drawing(source, file_name[-200:], shapes, plane.WIDTH, page.height, system.code)


def _thinned(polygons: reading.Polygons, page: plane.Plane) -> list[outline.Polygon]:
    moved = [[[page.of(point) for point in ring] for ring in polygon] for polygon in polygons]
    return outline.simplified(moved)


def _shape(polygons: list[outline.Polygon]) -> dict:
    x, y = outline.label_of(polygons[0])
    return {"path": outline.path_of(polygons), "x": round(x), "y": round(y)}


def _refuse_intricate(shapes: Iterable[list[outline.Polygon]]) -> None:
    if sum(len(ring) for polygons in shapes for polygon in polygons for ring in polygon) > MOST_POINTS:
        raise ValidationError(
            _("경계가 너무 복잡해 지도로 그릴 수 없습니다. 단순화한 경계 파일을 올려 주세요.")
        )


def _refuse_wide(points: list[plane.Point], system: plane.System) -> None:
    west, south, east, north = plane.box_of(points)
    metres = 111_000 if system.is_degrees else 1
    across, down = (east - west) * metres, (north - south) * metres
    if max(across, down) > FARTHEST:
        raise ValidationError(
            _("동들이 서로 너무 멀리 떨어져 있습니다. 다른 곳의 경계가 섞이지 않았는지 확인해 주세요.")
        )
    if min(across, down) <= 0:
        raise ValidationError(_("경계에 넓이가 없습니다. 동 경계가 든 파일인지 확인해 주세요."))
