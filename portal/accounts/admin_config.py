"""Installs our admin site. Apart from `admin_site`, which needs the models this runs before."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "portal.accounts.admin_site.PortalAdminSite"
