from django.apps import AppConfig


class LocalConfig(AppConfig):
    """Servers and pages for local runs and demonstrations only; production does not install this app."""

    name = "portal.local"
    label = "local"
