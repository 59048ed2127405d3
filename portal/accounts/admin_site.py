"""Django's admin for those who manage users, entered by the same sign-in as every other page."""

from functools import partial

from allauth.account.views import logout as sign_out
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import URLResolver
from django.utils.translation import gettext_lazy as _

from portal.accounts.access import STAFF_LOGIN, may, public
from portal.accounts.admin_permissions import ByPermission
from portal.accounts.enums import Permission


class PortalAdminSite(AdminSite):
    site_title = _("소통 관리")
    site_header = _("소통 관리")
    index_title = _("관리 항목")
    enable_nav_sidebar = False

    def has_permission(self, request) -> bool:
        return may(request.user, Permission.MANAGE_USERS)

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only pages that ask our roles; those of libraries show addresses and keys."""
        if admin_class is not None and issubclass(admin_class, ByPermission):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request, extra_context=None):
        """The portal's sign-in, which knows the second factor. Who is in without the right is refused."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"), STAFF_LOGIN)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def get_urls(self):
        urls = super().get_urls()
        _mark(urls)
        return urls


def _mark(patterns) -> None:
    """Every page of the admin carries the access rule that `has_permission` applies."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _mark(pattern.url_patterns)
        elif pattern.name == "login":
            pattern.callback = public(partial(pattern.callback))
        else:
            pattern.callback.access_rule = Permission.MANAGE_USERS
