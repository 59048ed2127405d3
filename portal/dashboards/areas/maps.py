"""The dongs on a map: their outlines where a file of them was loaded, tiles where none was."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.queries import tile_map
from portal.common.templatetags.korean import households, percent1
from portal.common.templatetags.ui import quantile_legend, quantile_step
from portal.dashboards.areas.area import Area
from portal.dashboards.areas.read import Areas
from portal.dashboards.hidden import WORD
from portal.dashboards.models import BoundaryFile
from portal.dashboards.templatetags.figures import signed
from portal.dashboards.tiles import water


@dataclass(frozen=True, slots=True)
class Measure:
    """What a map shows of each dong; `unit` stands in the legend."""

    label: Promise
    unit: Promise | str
    value: Callable[[Area], object]
    text: Callable[[object], str]


MEASURES = {
    "rate": Measure(gettext_lazy("신청률"), "%", lambda area: area.rate, percent1),
    "points": Measure(
        gettext_lazy("늘어난 신청률"), "%p", lambda area: area.points, lambda value: f"{signed(value)}%p"
    ),
    "left_per_leader": Measure(
        gettext_lazy("통장 1명당 남은 세대"),
        gettext_lazy("세대"),
        lambda area: area.left_per_leader,
        households,
    ),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One dong of the drawn map, in units of its view box."""

    name: str
    text: str
    url: str
    step: int
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """`shapes` of the loaded outlines, or `tiles` where there are none or they were asked for."""

    measure: Measure
    shapes: list[Shape]
    tiles: list[dict]
    water: list[tuple]
    legend: list[dict]
    boundary: BoundaryFile | None

    @property
    def is_drawn(self) -> bool:
        return bool(self.shapes)


def draw(areas: Areas, measure: Measure, boundary: BoundaryFile | None, url: Callable[[str], str]) -> Map:
    """`url` leads to a dong by its code. Outlines that lack a dong leave the map to tiles."""
    rows = [row.area for row in areas.dongs]
    known = sorted(value for area in rows if (value := measure.value(area)) is not None)
    drawable = boundary is not None and all(area.code in boundary.shapes for area in rows)
    shapes = [_shape(area, measure, boundary, url, known) for area in rows] if drawable else []
    return Map(
        measure=measure,
        shapes=shapes,
        tiles=[] if shapes else _tiles(rows, measure, areas.district.code, url),
        water=[] if shapes else water(areas.district.code),
        legend=quantile_legend(known),
        boundary=boundary if shapes else None,
    )


def _shape(area: Area, measure: Measure, boundary: BoundaryFile, url, known: list) -> Shape:
    shape = boundary.shapes[area.code]
    step = quantile_step(measure.value(area), known)
    return Shape(area.name, _text(area, measure), url(area.code), step, shape["path"], shape["x"], shape["y"])


def _tiles(rows: list[Area], measure: Measure, district_code: str, url) -> list[dict]:
    places = tile_map.positions(district_code)
    return [
        {
            "label": area.name,
            "row": places[area.code][0],
            "col": places[area.code][1],
            "value": measure.value(area),
            "text": _text(area, measure),
            "url": url(area.code),
        }
        for area in rows
        if area.code in places
    ]


def _text(area: Area, measure: Measure) -> str:
    if area.is_hidden:
        return str(WORD)
    value = measure.value(area)
    return measure.text(value) if value is not None else _("자료 없음")
