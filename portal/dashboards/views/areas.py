"""Neighbourhoods: the dongs of the district, the tongs of a dong, the bans of a tong."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.dashboards.areas import figures, maps, ranking
from portal.dashboards.areas import read as areas
from portal.dashboards.areas.form import CompareForm
from portal.dashboards.boundaries.load import newest
from portal.dashboards.rules import RULES
from portal.dashboards.sorting import Order, headings

PART_KEYS = {
    "name": lambda part: 0,
    "before": lambda part: part.before,
    "now": lambda part: part.now,
    "gained": lambda part: part.gained,
}


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
    show = request.GET.get("show", "")
    show = show if show in maps.MEASURES else "rate"
    days = _days(form)
    wants_tiles = request.GET.get("map") == "tiles"
    kept = days | {"show": show} | ({"map": "tiles"} if wants_tiles else {})
    boundary = newest(settings.DISTRICT_CODE)
    measure = maps.MEASURES[show]
    columns = (
        ("name", _("행정동")),
        ("rate_before", _("비교일 신청률")),
        ("now", _("신청 세대")),
        ("households", _("전체 세대")),
        ("rate", _("신청률")),
        ("gained", _("늘어난 세대")),
        ("points", _("늘어난 신청률")),
        ("leaders", _("통장")),
        ("left_per_leader", _("통장 1명당 남은 세대")),
    )
    codes = (
        "enrollment_rate",
        "households_gained",
        "rate_gained",
        "households_left",
        "households_left_per_leader",
    )
    return {
        "rows": ranking.in_order(found.dongs, order.key, order.descending) if order.key else found.dongs,
        "headings": headings(columns, order, kept, "by-dong"),
        "figures": figures.of_area(found.whole, form.first_day, form.day),
        "map": maps.draw(found, measure, None if wants_tiles else boundary, lambda code: _url(code, days)),
        "maps": [
            {"label": one.label, "url": f"?{urlencode({**kept, 'show': name})}", "active": name == show}
            for name, one in maps.MEASURES.items()
        ],
        "other_map": boundary and _other_map(days | {"show": show}, wants_tiles),
        "wants_tiles": wants_tiles,
        "hides": any(row.area.is_hidden for row in found.dongs),
        "fair": RULES["fair_comparison"],
        "rules": [RULES[code] for code in codes],
        **_shared(request, days),
    }


def _of_parts(request, form: CompareForm, parts: list, heading: str) -> dict:
    order = Order.of(request, PART_KEYS)
    days = _days(form)
    columns = (
        ("name", heading),
        ("before", _("비교일 신청 세대")),
        ("now", _("신청 세대")),
        ("gained", _("늘어난 세대")),
    )
    told = [part for part in parts if not part.is_hidden]
    hidden = [part for part in parts if part.is_hidden]
    if order.key == "name":
        rows = list(reversed(parts)) if order.descending else parts
    elif order.key:
        rows = sorted(told, key=PART_KEYS[order.key], reverse=order.descending) + hidden
    else:
        rows = parts
    return {
        "form": form,
        "rows": rows,
        "headings": headings(columns, order, days, "parts"),
        "most": max((part.now for part in told), default=0),
        "hides": bool(hidden),
        **_shared(request, days),
    }


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
