"""The address book. Paths are English and stable; the text on the pages is Korean first."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from portal.accounts.access import public
from portal.common import views

urlpatterns = [
    path("", include("portal.dashboards.urls")),
    path("", include("enrollment.urls")),
    path("", include("notices.urls")),
    path("", include("portal.accounts.urls")),
    path("language/", public(set_language), name="set_language"),
    path("display/", public(views.display), name="display"),
    path("robots.txt", public(views.robots), name="robots"),
    path("api/", public(views.no_such_api), name="api"),
    path("api/<path:rest>/", public(views.no_such_api), name="no_such_api"),
    path("favicon.ico", public(views.favicon), name="favicon"),
]

if settings.LOCAL_MODE:
    urlpatterns += [
        path("", include("portal.local.urls")),
        path("style/", public(views.style_guide), name="style_guide"),
    ]
