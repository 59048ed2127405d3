"""Charts of a report as drawings: the same on the page, without scripts, and in print.

Units are those of the drawing, 400 wide. Colours stand as attributes for print; the page's style sheet
overrides them by class. What a table does not tell has no bar and no point.
"""

from datetime import date
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.common.templatetags.korean import kdate, kmonth, with_decimals
from portal.dashboards.reports import decimals

WIDTH = 400
_NAMES, _VALUES = 142, 68
_BAR, _GAP = 16, 8
_INK, _COLOUR, _RULE = "#1e2124", "#256ef4", "#cdd1d5"
_HEIGHT, _LEFT, _BOTTOM, _TOP = 210, 58, 26, 20
_LONGEST_NAME = 18
_NAMES_BENEATH = 5


def chart(table: dict) -> SafeString:
    """The drawing of a frozen table, empty for one that is not drawn or has nothing to draw."""
    points = _points(table)
    if not any(value for _name, value in points):
        return mark_safe("")
    draw = _line if table["chart"]["kind"] == "line" else _bars
    shapes, height = draw(points, _places(table))
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(summary(table))}" font-family="Pretendard GOV" font-size="13" fill="{_INK}">'
        f"{shapes}</svg>"
    )


def summary(table: dict) -> str:
    """What the drawing says, in words."""
    told = [(name, value) for name, value in _points(table) if value is not None]
    if not told:
        return table["title"]
    column = table["columns"][table["chart"]["column"]]["title"]
    words, places = {"title": table["title"], "column": column}, _places(table)
    if table["chart"]["kind"] == "line":
        (first, start), (last, end) = told[0], told[-1]
        words |= {"first": _day(first), "last": _day(last)}
        words |= {"start": _value(start, places), "end": _value(end, places)}
        return _("%(title)s. %(column)s: %(first)s %(start)s에서 %(last)s %(end)s까지.") % words
    name, most = max(told, key=lambda point: point[1])
    return _("%(title)s. %(column)s: 가장 큰 값은 %(name)s %(most)s.") % {
        **words,
        "name": name,
        "most": _value(most, places),
    }


def _places(table: dict) -> tuple[int, str]:
    """The decimals of the numbers of the drawing, and their unit: those of its column."""
    column = table["chart"]["column"]
    kind = table["columns"][column]["kind"]
    return decimals.of_column(table["rows"], column, kind), "%" if kind == "percent" else ""


def _value(value: float, places: tuple[int, str]) -> str:
    digits, unit = places
    return f"{with_decimals(value, digits)}{unit}"


def _is_day(name: str) -> bool:
    return name[4:5] == name[7:8] == "-"


def _day(name: str) -> str:
    return kdate(date.fromisoformat(name)) if _is_day(name) else name


def _points(table: dict) -> list[tuple[str, float | None]]:
    if not table["chart"]:
        return []
    rows = table["rows"][:-1] if table["has_total"] else table["rows"]
    names, column = table["chart"]["names"], table["chart"]["column"]
    return [(str(row[names]), row[column] if isinstance(row[column], int | float) else None) for row in rows]


def _bars(points: list[tuple[str, float | None]], written: tuple[int, str]) -> tuple[str, int]:
    most = max(abs(value) for _name, value in points if value is not None)
    room = WIDTH - _NAMES - _VALUES
    shapes = []
    for row, (name, value) in enumerate(points):
        y = row * (_BAR + _GAP) + _GAP
        shapes.append(_text(_NAMES - 8, y + 13, _short(name), "end"))
        if value is None:
            shapes.append(_text(_NAMES, y + 13, "–"))
            continue
        width = abs(value) / most * room
        place = f'x="{_NAMES}" y="{y}" width="{width:.1f}" height="{_BAR}"'
        shapes.append(f'<rect class="report-mark" {place} fill="{_COLOUR}"/>')
        shapes.append(_text(_NAMES + width + 6, y + 13, _value(value, written)))
    return "".join(shapes), len(points) * (_BAR + _GAP) + _GAP


def _line(points: list[tuple[str, float | None]], written: tuple[int, str]) -> tuple[str, int]:
    told = [value for _name, value in points if value is not None]
    top, low = _round_up(max(told)), -_round_up(-min(told))
    across = (WIDTH - _LEFT - 36) / max(1, len(points) - 1)
    down = _HEIGHT - _TOP - _BOTTOM
    places = [
        (_LEFT + at * across, _TOP + (top - value) / (top - low) * down, name, value)
        for at, (name, value) in enumerate(points)
        if value is not None
    ]
    marks = [top - (top - low) * part / 4 for part in range(5)]
    on_scale = max(min(written[0], 1), decimals.needed(marks)), written[1]
    shapes = [_scale(mark, _TOP + down * part / 4, on_scale) for part, mark in enumerate(marks)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _name, _value in places)
    shapes.append(
        f'<polyline class="course" points="{path}" fill="none" stroke="{_COLOUR}" stroke-width="2.5"/>'
    )
    every = -(-len(places) // _NAMES_BENEATH)
    for x, y, _name, _told in places:
        shapes.append(f'<circle class="report-mark" cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOUR}"/>')
    for x, _y, name, _told in places[::-1][::every]:
        beneath = kmonth(date.fromisoformat(name)) if _is_day(name) else _short(name)
        shapes.append(_text(x, _HEIGHT - 6, beneath, "middle"))
    x, y, _name, value = places[-1]
    shapes.append(_text(x, y - 8, _value(value, written), "middle"))
    return "".join(shapes), _HEIGHT


def _scale(value: float, y: float, places: tuple[int, str]) -> str:
    return (
        f'<line class="scale" x1="{_LEFT}" x2="{WIDTH - 12}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_RULE}"/>'
        + _text(_LEFT - 6, y + 4, _value(value, places), "end")
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(name: str) -> str:
    """A name that has room: letters of Korean are twice as wide as others."""
    room = _LONGEST_NAME
    for at, letter in enumerate(name):
        room -= 2 if ord(letter) > 0x10FF else 1
        if room < 0:
            return f"{name[:at].rstrip()}…"
    return name


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8 and 10 times a power of ten: quarters of it are short numbers. 0 below 0."""
    if value <= 0:
        return 0
    power = 10.0 ** Decimal(str(value)).adjusted()
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)
