"""Navigation for whoever is looking, and in which role over which area they look."""

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.accounts import navigation as menus
from portal.accounts.access import roles_today


def navigation(request) -> dict:
    """Main menu, side menu, and the roles of the reader. Pages drawn before the session is known get none."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    section = menus.section_at(request.path, user)
    pages = [page for page in section.pages if page.is_for(user)] if section else []
    here = reverse(section.entry_for(user).url_name) if section else request.path
    return {
        "nav_items": menus.as_items(menus.menu_of(user), here),
        "side_nav": menus.as_items(pages, request.path) if len(pages) > 1 else [],
        "side_title": section.entry.label if section else "",
        "scope_label": scope_label(user),
    }


def scope_label(user) -> str:
    """Each role of today with its area, e.g. `왕십리2동 · 동 주민센터 직원`; empty for residents."""
    held = roles_today(user)
    if not held:
        return ""
    names = import_string(settings.AREA_NAMES)({role.area_path for role in held})
    return ", ".join(f"{names[role.area_path]} · {role.name}" for role in held)
