"""Small lines beside figures: where the points of a series stand in a picture, as SVG attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 160, 40, 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`points` as the attribute of a polyline; `last` the place of the newest; `levels` the heights of lines
    drawn across, by name. `text` says in words what is drawn."""

    points: str
    last: tuple[float, float]
    levels: dict[str, float]
    text: str
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(
    series: Sequence[tuple[date, int | Decimal]],
    *,
    text: str,
    before: int | Decimal | None = None,
    **levels: int | Decimal | None,
) -> Sparkline | None:
    """Of values by day, oldest first. `before` stands at the left edge, a fifth of the width before them;
    levels without a value are left out. None without any value.

    A value alone, with nothing before it, lies on a level of its own.
    """
    if not series:
        return None
    drawn = {name: float(level) for name, level in levels.items() if level is not None}
    values = [float(value) for _day, value in series]
    if len(series) == 1 and before is None:
        drawn["own"] = values[0]
    heights = [*values, *drawn.values(), *([] if before is None else [float(before)])]
    bottom, top = min(heights), max(heights)
    first, days = series[0][0], (series[-1][0] - series[0][0]).days
    left = EDGE if before is None else WIDTH / 5

    def up(value: float) -> float:
        span = (value - bottom) / (top - bottom) if top > bottom else 0.5
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * span, 1)

    places = [] if before is None else [(EDGE, up(float(before)))]
    for (day, _value), value in zip(series, values, strict=True):
        along = (day - first).days / days if days else 1.0
        places.append((round(left + (WIDTH - EDGE - left) * along, 1), up(value)))
    return Sparkline(
        points=" ".join(f"{x},{y}" for x, y in places),
        last=places[-1],
        levels={name: up(level) for name, level in drawn.items()},
        text=text,
    )
