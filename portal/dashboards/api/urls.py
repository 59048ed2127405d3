from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.accounts.access import public
from portal.dashboards.api.rates import RatesView
from portal.dashboards.api.rules import RulesView

_DASHBOARDS = "api/v1/dashboards/"

urlpatterns = [
    path("api/v1/rates/", public(RatesView.as_view()), name="api_rates"),
    path("api/v1/schema/", public(SpectacularAPIView.as_view()), name="api_schema"),
    path(f"{_DASHBOARDS}rules/", RulesView.as_view(), name="api_dashboard_rules"),
]
