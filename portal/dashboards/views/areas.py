"""Neighbourhoods: the dongs of the district, the tongs of a dong, the bans of a tong."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards.areas import figures, maps, ranking
from portal.dashboards.areas import read as areas
from portal.dashboards.areas.area import Part
from portal.dashboards.areas.form import CompareForm
from portal.dashboards.boundaries.versions import newest
from portal.dashboards.rules import RULES
from portal.dashboards.sorting import Order, headings

COLUMNS = (
    ("name", gettext_lazy("행정동")),
    ("rate_before", gettext_lazy("비교일 신청률")),
    ("now", gettext_lazy("신청 세대")),
    ("households", gettext_lazy("전체 세대")),
    ("rate", gettext_lazy("신청률")),
    ("gained", gettext_lazy("늘어난 세대")),
    ("points", gettext_lazy("늘어난 신청률")),
    ("leaders", gettext_lazy("통장")),
    ("left_per_leader", gettext_lazy("통장 1명당 남은 세대")),
)
PART_COLUMNS = (
    ("before", gettext_lazy("비교일 신청 세대")),
    ("now", gettext_lazy("신청 세대")),
    ("gained", gettext_lazy("늘어난 세대")),
)
RULES_OF_DONGS = (
    *("enrollment_rate", "households_gained", "rate_gained"),
    *("households_left", "households_left_per_leader"),
)


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_areas(request):
    """Every dong on two days: map, ranks, table."""
    form = CompareForm.of(request)
    found = areas.read(form.first_day, form.day, settings.DISTRICT_CODE, tells_small=tells_small(request))
    context = {"form": form, "areas": found, "may_load": may(request.user, Permission.LOAD_BOUNDARIES)}
    if found is not None:
        context |= _of_district(request, form, found)
    return render(request, "dashboards/areas.html", context)


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_area(request, dong: str):
    """One dong on two days, by tong."""
    form = CompareForm.of(request)
    found = areas.read_dong(
        form.first_day, form.day, settings.DISTRICT_CODE, dong, tells_small=tells_small(request)
    )
    if found is None:
        raise Http404
    context = _of_parts(request, form, found.tongs, _("통")) | {
        "found": found,
        "figures": figures.of_area(found.area, form.first_day, form.day),
        "rules": [RULES[code] for code in ("tong_households", "households_gained", "fair_comparison")],
    }
    return render(request, "dashboards/area.html", context)


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard_tong(request, dong: str, tong: int):
    """One tong on two days, by ban."""
    form = CompareForm.of(request)
    found = areas.read_tong(
        form.first_day, form.day, settings.DISTRICT_CODE, dong, tong, tells_small=tells_small(request)
    )
    if found is None:
        raise Http404
    context = _of_parts(request, form, found.bans, _("반")) | {
        "found": found,
        "figures": figures.of_tong(found.tong, form.first_day, form.day),
        "rules": [RULES[code] for code in ("tong_households", "households_gained")],
    }
    return render(request, "dashboards/tong.html", context)


def tells_small(request) -> bool:
    return may(request.user, Permission.VIEW_SMALL_CELLS)


def _of_district(request, form: CompareForm, found: areas.Areas) -> dict:
    order = Order.of(request, ranking.SORT_KEYS)
    days = _days(form)
    wants_tiles = request.GET.get("map") == "tiles"
    show = request.GET.get("show", "")
    shown = days | {"show": show if show in maps.MEASURES else "rate"}
    kept = shown | ({"map": "tiles"} if wants_tiles else {})
    boundary = newest(settings.DISTRICT_CODE)
    measure = maps.MEASURES[shown["show"]]
    return {
        "rows": ranking.in_order(found.dongs, order.key, order.descending) if order.key else found.dongs,
        "headings": headings(COLUMNS, order, kept, "by-dong"),
        "figures": figures.of_area(found.whole, form.first_day, form.day),
        "map": maps.draw(found, measure, None if wants_tiles else boundary, lambda code: _url(code, days)),
        "maps": _maps(kept),
        "other_map": boundary and _other_map(shown, wants_tiles),
        "wants_tiles": wants_tiles,
        "hides": any(row.area.is_hidden for row in found.dongs),
        "fair": RULES["fair_comparison"],
        "rules": [RULES[code] for code in RULES_OF_DONGS],
        **_shared(request, days),
    }


def _maps(kept: dict) -> list[dict]:
    """What a map may show, each its own address."""
    return [
        {"label": one.label, "url": f"?{urlencode({**kept, 'show': name})}", "active": name == kept["show"]}
        for name, one in maps.MEASURES.items()
    ]


def _of_parts(request, form: CompareForm, parts: list[Part], heading: str) -> dict:
    columns = (("name", heading), *PART_COLUMNS)
    order, days = Order.of(request, dict(columns)), _days(form)
    told = [part for part in parts if not part.is_hidden]
    return {
        "form": form,
        "rows": _in_order(parts, order),
        "headings": headings(columns, order, days, "parts"),
        "most": max((part.now for part in told), default=0),
        "hides": len(told) < len(parts),
        **_shared(request, days),
    }


def _in_order(parts: list[Part], order: Order) -> list[Part]:
    """By a column; by name is the order of numbers, and what is hidden tells nothing by its place."""
    if not order.key:
        return parts
    if order.key == "name":
        return parts[::-1] if order.descending else parts
    told = [part for part in parts if not part.is_hidden]
    hidden = [part for part in parts if part.is_hidden]
    return sorted(told, key=lambda part: getattr(part, order.key), reverse=order.descending) + hidden


def _other_map(kept: dict, wants_tiles: bool) -> str:
    """Where the other way of drawing the dongs is."""
    return f"?{urlencode(kept if wants_tiles else kept | {'map': 'tiles'})}"


def _shared(request, days: dict) -> dict:
    return {
        "may_export": may(request.user, Permission.EXPORT_STATISTICS),
        "query": urlencode(days),
    }


def _days(form: CompareForm) -> dict[str, str]:
    return {"since": form.first_day.isoformat(), "as_of": form.day.isoformat()}


def _url(code: str, days: dict) -> str:
    return f"{reverse('dashboard_area', args=[code])}?{urlencode(days)}"
