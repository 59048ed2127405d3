"""Addresses while a clerk types: what the own dongs know, then the road-name address service."""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enrollment.gateways import juso
from enrollment.models import Dong
from enrollment.queries.addresses import LIMIT, buildings_like, short
from enrollment.views.desk.frame import dongs_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.text import clean

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`dong` is the clerk's own dong it stands in; `elsewhere` names one that is not the clerk's."""

    address: str
    name: str = ""
    dong: Dong | None = None
    elsewhere: str = ""


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_POST
def desk_addresses(request):
    """The options of the address field. Sent by POST: what is typed never stands in an address of ours."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    chosen = request.POST.get("dong", "")
    typed = clean(request.POST.get("road_address", ""))[:80]
    found, trouble = [], ""
    if len(typed) >= SHORTEST:
        nearest = [dong for dong in dongs if dong.pk == chosen] or dongs
        found = [
            Suggestion(known.address, known.name, known.dong) for known in buildings_like(nearest, typed)
        ]
        if juso.is_configured() and len(found) < LIMIT:
            more, trouble = _from_service(typed, dongs)
            known = {suggestion.address for suggestion in found}
            found += [suggestion for suggestion in more if suggestion.address not in known]
    context = {"suggestions": found[:LIMIT], "trouble": trouble, "several_dongs": len(dongs) > 1}
    return render(request, "desk/_addresses.html", context)


def _from_service(typed: str, dongs: list[Dong]) -> tuple[list[Suggestion], str]:
    """Buildings of the own district. The dwelling behind the number is not sent."""
    district = dongs[0].district
    try:
        places = juso.search(f"{district.name} {short(typed) or typed}")
    except juso.JusoError as error:
        return [], error.message
    return [_suggestion(place, dongs) for place in places if place.district == district.name], ""


def _suggestion(place: juso.Place, dongs: list[Dong]) -> Suggestion:
    own = next((dong for dong in dongs if place.admin_dong in (dong.name, *dong.spellings)), None)
    return Suggestion(
        address=f"{place.road} {place.number}",
        name=place.building,
        dong=own if place.admin_dong else None,
        elsewhere=place.admin_dong if place.admin_dong and own is None else "",
    )
