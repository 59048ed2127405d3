"""Outlines on the plane of the page: fewer points, a path, and where the name stands."""

from collections.abc import Sequence
from math import dist, hypot

from portal.dashboards.boundaries.plane import Point

TOLERANCE = 0.7
"""Units of the page an outline may lie beside the one in the file: less than a pixel on any screen."""
STRETCH = 100
"""Points thinned at once: what it takes grows with their square, so with the length of a line only."""
SMALLEST = 2.0
"""Square units below which a part of a dong is not drawn, unless it is all there is."""
GRID = 18

Ring = list[Point]
Polygon = list[Ring]


def simplified(polygons: Sequence[Polygon]) -> list[Polygon]:
    """Each ring with the points left out that lie within `TOLERANCE` of the line without them."""
    largest = max(abs(area_of(polygon[0])) for polygon in polygons)
    kept = [
        [thinned(ring) for ring in polygon if ring is polygon[0] or abs(area_of(ring)) >= SMALLEST]
        for polygon in polygons
        if abs(area_of(polygon[0])) >= min(SMALLEST, largest)
    ]
    return sorted(kept, key=lambda polygon: -abs(area_of(polygon[0])))


def thinned(ring: Ring) -> Ring:
    """A closed ring without points close to the one before, cut at the point farthest from its beginning and
    thinned by Douglas and Peucker."""
    start, sparse = ring[0], _sparse(ring)
    far = max(range(len(sparse)), key=lambda at: dist(sparse[at], start))
    made = _line(sparse[: far + 1])[:-1] + _line(sparse[far:])
    return made if len(made) >= 4 else ring


def _sparse(ring: Ring) -> Ring:
    kept = [ring[0]]
    for point in ring[1:-1]:
        if dist(point, kept[-1]) > TOLERANCE / 2:
            kept.append(point)
    return [*kept, ring[-1]]


def _line(points: Ring) -> Ring:
    """An open line, stretch by stretch."""
    ends = [*range(0, len(points) - 1, STRETCH), len(points) - 1]
    stretches = (points[first : last + 1] for first, last in zip(ends, ends[1:], strict=False))
    return [point for stretch in stretches for point in _stretch(stretch)[:-1]] + points[-1:]


def _stretch(points: Ring) -> Ring:
    """Half the tolerance is spent on points left out for being close."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        between = range(first + 1, last)
        far = max(between, key=lambda at: _distance(points[at], points[first], points[last]))
        if _distance(points[far], points[first], points[last]) > TOLERANCE / 2:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [points[at] for at in sorted(keep)]


def path_of(polygons: Sequence[Polygon]) -> str:
    """The `d` of an SVG path, one decimal; holes are left out by the rule `evenodd`."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z"
        for polygon in polygons
        for ring in polygon
    )


def label_of(polygon: Polygon) -> Point:
    """A point well inside: of a grid over it the one farthest from every edge."""
    xs, ys = zip(*polygon[0], strict=True)
    west, north = min(xs), min(ys)
    across, down = (max(xs) - west) / GRID, (max(ys) - north) / GRID
    edges = [pair for ring in polygon for pair in zip(ring, ring[1:], strict=False)]
    candidates = [
        (west + (column + 0.5) * across, north + (row + 0.5) * down)
        for row in range(GRID)
        for column in range(GRID)
    ]
    inside = [point for point in candidates if _is_inside(point, edges)] or [polygon[0][0]]
    return max(inside, key=lambda point: min(_distance(point, *edge) for edge in edges))


def area_of(ring: Sequence[Point]) -> float:
    """Signed, in square units."""
    pairs = zip(ring, ring[1:], strict=False)
    return sum(x * b - a * y for (x, y), (a, b) in pairs) / 2


def _is_inside(point: Point, edges: Sequence[tuple[Point, Point]]) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in edges:
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def _distance(point: Point, first: Point, last: Point) -> float:
    """To the stretch from `first` to `last`."""
    (x, y), (ax, ay), (bx, by) = point, first, last
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
