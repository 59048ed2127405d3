from django.urls import include, path

from portal.dashboards.views import checks, dashboard, household_counts, polls, savings, targets
from portal.dashboards.views import public as public_pages

urlpatterns = [
    path("", public_pages.home, name="home"),
    path("stats/", public_pages.stats, name="stats"),
    path("stats/files/<slug:table>.<slug:file_format>", public_pages.stats_file, name="stats_file"),
    path("help/", public_pages.help, name="help"),
    path("privacy/", public_pages.privacy_policy, name="privacy"),
    path("accessibility/", public_pages.accessibility, name="accessibility"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/files/<slug:table>.<slug:file_format>", dashboard.dashboard_file, name="dashboard_file"),
    path(
        "dashboard/household-counts/",
        household_counts.dashboard_household_counts,
        name="dashboard_household_counts",
    ),
    path(
        "dashboard/household-counts/<uuid:key>/",
        household_counts.dashboard_household_counts_preview,
        name="dashboard_household_counts_preview",
    ),
    path("dashboard/savings/", savings.dashboard_savings, name="dashboard_savings"),
    path(
        "dashboard/savings/assumptions/",
        savings.dashboard_savings_assumptions,
        name="dashboard_savings_assumptions",
    ),
    path(
        "dashboard/savings/files/<slug:table>.<slug:file_format>",
        savings.dashboard_savings_file,
        name="dashboard_savings_file",
    ),
    path("dashboard/checks/", checks.dashboard_checks, name="dashboard_checks"),
    path("dashboard/polls/", polls.dashboard_polls, name="dashboard_polls"),
    path("dashboard/targets/", targets.dashboard_targets, name="dashboard_targets"),
    path("", include("portal.dashboards.api.urls")),
]
