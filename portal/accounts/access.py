"""Who may do what, where. Every view carries exactly one of the decorators below."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from portal.accounts import kept_form
from portal.accounts.enums import Permission
from portal.accounts.models import RoleAssignment, User

STAFF_LOGIN = "staff_login"
RESIDENT_LOGIN = "account_login"
OF_THE_DISTRICT = frozenset({Permission.VIEW_SMALL_CELLS, Permission.CHECK_FIGURES})
"""Permissions that hold over the whole district or not at all: what is small in one dong is what the others
leave of a sum, and a check or a burst is of all of them."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds today, and where."""

    code: str
    name: str
    permissions: tuple[str, ...]
    requires_second_factor: bool
    area_path: str


def roles_today(user) -> list[HeldRole]:
    """The roles of an active user today, oldest first; read once per user object."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = getattr(user, "_roles_today", None)
    if held is None:
        held = user._roles_today = _read_roles(user)
    return held


def _read_roles(user: User) -> list[HeldRole]:
    today = timezone.localdate()
    rows = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), user=user, starts_on__lte=today
    ).select_related("role")
    return [
        HeldRole(
            code=row.role.code,
            name=row.role.display_name,
            permissions=tuple(row.role.permissions),
            requires_second_factor=row.role.requires_second_factor,
            area_path=row.area_path,
        )
        for row in rows.order_by("id")
    ]


def act_with(user: User, permissions: Iterable[Permission], *, area_path: str) -> None:
    """Let this user object do what the token of its request allows, and nothing else."""
    held = HeldRole(
        code="system",
        name=user.name,
        permissions=tuple(permissions),
        requires_second_factor=False,
        area_path=area_path,
    )
    user._roles_today = [held]


def areas(user, permission: Permission) -> list[str]:
    """Area paths over which `user` holds `permission` today; empty when none. One of `OF_THE_DISTRICT` is
    not held over a part."""
    held = [role.area_path for role in roles_today(user) if permission in role.permissions]
    whole = settings.DISTRICT_CODE
    return [path for path in held if path == whole] if permission in OF_THE_DISTRICT else held


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


def staff_with(permission: Permission, path: str) -> list[User]:
    """Active users with an office address who hold `permission` over `path` today."""
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today, role__permissions__contains=[permission]
    )
    holders = {row.user_id for row in held if covers([row.area_path], path)}
    people = User.objects.filter(pk__in=holders, is_active=True, email__isnull=False)
    return list(people.exclude(email="").order_by("pk"))


def has_staff_role(user) -> bool:
    """Whether a role of today allows the user anything beyond being a resident."""
    return any(role.permissions for role in roles_today(user))


def public(view):
    """Mark a view as open to everybody."""
    view.access_rule = "public"
    return view


def requires(permission: Permission):
    """Only users holding `permission` somewhere; anonymous visitors are sent to the staff sign-in."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return _to_sign_in(request, STAFF_LOGIN)
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
            return _to_sign_in(request, RESIDENT_LOGIN)
        return view(request, *args, **kwargs)

    guarded.access_rule = "signed_in"
    return guarded


def _to_sign_in(request, login_url: str):
    """Send to the sign-in page and back; what was typed into a form is kept meanwhile.

    A part of a page (htmx) sends the whole page there.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url(login_url)})
    if request.method == "POST" and kept_form.keep(request):
        return redirect_to_login(reverse("kept_form"), login_url)
    return redirect_to_login(request.get_full_path(), login_url)
