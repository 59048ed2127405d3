from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.accounts.access import public
from portal.dashboards.api.areas import AreasView, AreaView
from portal.dashboards.api.asked import AskedView
from portal.dashboards.api.campaigns import CampaignsView
from portal.dashboards.api.checks import ChecksView
from portal.dashboards.api.indicators import IndicatorsView
from portal.dashboards.api.intake import BurstsView, IntakeView
from portal.dashboards.api.overview import OverviewView
from portal.dashboards.api.polls import DashboardPollsView
from portal.dashboards.api.rates import MonthlyRatesView, RatesView
from portal.dashboards.api.reports import ReportsView, ReportView
from portal.dashboards.api.rules import RulesView
from portal.dashboards.api.savings import SavingsView
from portal.dashboards.api.services import ServicesView
from portal.dashboards.api.targets import TargetsView
from portal.dashboards.api.tong import TongView
from portal.dashboards.api.what_if import WhatIfView

_DASHBOARDS = "api/v1/dashboards/"

urlpatterns = [
    path("api/v1/rates/", public(RatesView.as_view()), name="api_rates"),
    path("api/v1/rates/months/", public(MonthlyRatesView.as_view()), name="api_rates_months"),
    path("api/v1/schema/", public(SpectacularAPIView.as_view()), name="api_schema"),
    path(f"{_DASHBOARDS}campaigns/", CampaignsView.as_view(), name="api_dashboard_campaigns"),
    path(f"{_DASHBOARDS}areas/", AreasView.as_view(), name="api_dashboard_areas"),
    path(f"{_DASHBOARDS}areas/<slug:dong>/", AreaView.as_view(), name="api_dashboard_area"),
    path(f"{_DASHBOARDS}areas/<slug:dong>/<int:tong>/", TongView.as_view(), name="api_dashboard_tong"),
    path(f"{_DASHBOARDS}overview/", OverviewView.as_view(), name="api_dashboard_overview"),
    path(f"{_DASHBOARDS}asked/", AskedView.as_view(), name="api_dashboard_asked"),
    path(f"{_DASHBOARDS}rules/", RulesView.as_view(), name="api_dashboard_rules"),
    path(f"{_DASHBOARDS}intake/", IntakeView.as_view(), name="api_dashboard_intake"),
    path(f"{_DASHBOARDS}bursts/", BurstsView.as_view(), name="api_dashboard_bursts"),
    path(f"{_DASHBOARDS}savings/", SavingsView.as_view(), name="api_dashboard_savings"),
    path(f"{_DASHBOARDS}services/", ServicesView.as_view(), name="api_dashboard_services"),
    path(f"{_DASHBOARDS}indicators/", IndicatorsView.as_view(), name="api_dashboard_indicators"),
    path(f"{_DASHBOARDS}targets/", TargetsView.as_view(), name="api_dashboard_targets"),
    path(f"{_DASHBOARDS}what-if/", WhatIfView.as_view(), name="api_dashboard_what_if"),
    path(f"{_DASHBOARDS}checks/", ChecksView.as_view(), name="api_dashboard_checks"),
    path(f"{_DASHBOARDS}polls/", DashboardPollsView.as_view(), name="api_dashboard_polls"),
    path(f"{_DASHBOARDS}reports/", ReportsView.as_view(), name="api_dashboard_reports"),
    path(f"{_DASHBOARDS}reports/<uuid:key>/", ReportView.as_view(), name="api_dashboard_report"),
]
