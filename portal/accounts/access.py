"""Who may do what, where. Every view carries exactly one of the decorators below."""

from collections.abc import Iterable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Permission
from portal.accounts.models import RoleAssignment, User


def _current_assignments(user: User) -> list[tuple[list[str], str]]:
    """(permissions, area_path) of the user's roles today, read once per user object."""
    cached = getattr(user, "_current_assignments", None)
    if cached is None:
        today = timezone.localdate()
        rows = RoleAssignment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=today), user=user, starts_on__lte=today
        )
        cached = list(rows.values_list("role__permissions", "area_path"))
        user._current_assignments = cached
    return cached


def areas(user, permission: Permission) -> list[str]:
    """Area paths over which `user` holds `permission` today; empty when none."""
    if not user.is_authenticated or not user.is_active:
        return []
    return [path for permissions, path in _current_assignments(user) if permission in permissions]


def covers(area_paths: Iterable[str], path: str) -> bool:
    """Whether `path` is one of `area_paths` or lies inside one."""
    return any(path == area or path.startswith(f"{area}/") for area in area_paths)


def may(user, permission: Permission, obj=None) -> bool:
    """Whether `user` holds `permission`, over the area of `obj` (its `area_path`) when one is given."""
    held = areas(user, permission)
    if obj is None:
        return bool(held)
    return covers(held, obj.area_path)


def require(user, permission: Permission, obj=None) -> None:
    """Raise PermissionDenied unless `may` says yes."""
    if not may(user, permission, obj):
        raise PermissionDenied


def dong_codes(user, permission: Permission) -> list[str] | None:
    """Dongs in which `user` holds `permission`: None means the whole district, [] means nowhere."""
    paths = [area.split("/") for area in areas(user, permission)]
    if any(len(path) == 1 for path in paths):
        return None
    return sorted({path[1] for path in paths})


def has_staff_role(user) -> bool:
    """Whether the user holds any role over an area today."""
    return bool(user.is_authenticated and user.is_active and _current_assignments(user))


def public(view):
    """Mark a view as open to everybody."""
    view.access_rule = "public"
    return view


def requires(permission: Permission):
    """Only users holding `permission` somewhere; anonymous visitors are sent to sign in."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.access_rule = permission
        return guarded

    return decorate


def signed_in(view):
    """Any signed-in user; the view itself shows only what belongs to that user."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access_rule = "signed_in"
    return guarded
