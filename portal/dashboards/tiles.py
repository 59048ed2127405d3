"""The schematic map: dongs as tiles, placed as they lie, with the river cells between them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from enrollment.queries import tile_map
from portal.common.templatetags.korean import percent1
from portal.dashboards.hidden import WORD

_HAN = gettext_lazy("한강")
_JUNGNANG = gettext_lazy("중랑천")
_WATER = {"1120000000": ((2, 3, _JUNGNANG), (4, 0, _HAN), (4, 1, _HAN), (4, 2, _HAN))}


def tiles(rates: Iterable, district_code: str) -> list[dict]:
    """One tile per dong that has a place; `rates` are rates or public rates by dong."""
    places = tile_map.positions(district_code)
    return [
        {
            "label": rate.name,
            "row": places[rate.group][0],
            "col": places[rate.group][1],
            "value": rate.rate_percent,
            "text": _text(rate),
        }
        for rate in rates
        if rate.group in places
    ]


def water(district_code: str) -> list[tuple]:
    """River cells of a district's map."""
    return [(row, column, str(name)) for row, column, name in _WATER.get(district_code, ())]


def _text(rate) -> str:
    if getattr(rate, "is_hidden", False):
        return str(WORD)
    return percent1(rate.rate_percent) if rate.rate_percent is not None else ""
