from django.urls import include, path

from portal.dashboards.views import (
    areas,
    areas_files,
    asked,
    boundaries,
    bursts,
    campaigns,
    checks,
    dashboard,
    household_counts,
    indicator_entry,
    indicator_upload,
    indicators,
    intake,
    polls,
    reports,
    rules,
    savings,
    savings_assumptions,
    services,
    targets,
    what_if,
)
from portal.dashboards.views import open_data as open_data_pages
from portal.dashboards.views import public as public_pages

urlpatterns = [
    path("", public_pages.home, name="home"),
    path("stats/", public_pages.stats, name="stats"),
    path("stats/files/<slug:table>.<slug:file_format>", public_pages.stats_file, name="stats_file"),
    path("open/", open_data_pages.open_data, name="open_data"),
    path("open/<slug:name>.<slug:file_format>", open_data_pages.open_data_file, name="open_data_file"),
    path("help/", public_pages.help, name="help"),
    path("privacy/", public_pages.privacy_policy, name="privacy"),
    path("accessibility/", public_pages.accessibility, name="accessibility"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/files/<slug:table>.<slug:file_format>", dashboard.dashboard_file, name="dashboard_file"),
    path("dashboard/asked.<slug:file_format>", asked.dashboard_asked_file, name="dashboard_asked_file"),
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
        savings_assumptions.dashboard_savings_assumptions,
        name="dashboard_savings_assumptions",
    ),
    path(
        "dashboard/savings/assumptions/<int:pk>/take-back/",
        savings_assumptions.dashboard_savings_assumption_take_back,
        name="dashboard_savings_assumption_take_back",
    ),
    path(
        "dashboard/savings/files/<slug:table>.<slug:file_format>",
        savings.dashboard_savings_file,
        name="dashboard_savings_file",
    ),
    path("dashboard/intake/", intake.dashboard_intake, name="dashboard_intake"),
    path(
        "dashboard/intake/files/<slug:table>.<slug:file_format>",
        intake.dashboard_intake_file,
        name="dashboard_intake_file",
    ),
    path("dashboard/bursts/", bursts.dashboard_bursts, name="dashboard_bursts"),
    path(
        "dashboard/bursts/<int:pk>/correct/", bursts.dashboard_burst_correct, name="dashboard_burst_correct"
    ),
    path("dashboard/bursts/<int:pk>/reopen/", bursts.dashboard_burst_reopen, name="dashboard_burst_reopen"),
    path("dashboard/services/", services.dashboard_services, name="dashboard_services"),
    path(
        "dashboard/services/files/<slug:table>.<slug:file_format>",
        services.dashboard_services_file,
        name="dashboard_services_file",
    ),
    path("dashboard/campaigns/", campaigns.dashboard_campaigns, name="dashboard_campaigns"),
    path(
        "dashboard/campaigns/files/<slug:table>.<slug:file_format>",
        campaigns.dashboard_campaigns_file,
        name="dashboard_campaigns_file",
    ),
    path("dashboard/areas/", areas.dashboard_areas, name="dashboard_areas"),
    path(
        "dashboard/areas/dongs.<slug:file_format>",
        areas_files.dashboard_areas_file,
        name="dashboard_areas_file",
    ),
    path("dashboard/areas/<slug:dong>/", areas.dashboard_area, name="dashboard_area"),
    path(
        "dashboard/areas/<slug:dong>/tongs.<slug:file_format>",
        areas_files.dashboard_area_file,
        name="dashboard_area_file",
    ),
    path("dashboard/areas/<slug:dong>/<int:tong>/", areas.dashboard_tong, name="dashboard_tong"),
    path(
        "dashboard/areas/<slug:dong>/<int:tong>/bans.<slug:file_format>",
        areas_files.dashboard_tong_file,
        name="dashboard_tong_file",
    ),
    path("dashboard/boundaries/", boundaries.dashboard_boundaries, name="dashboard_boundaries"),
    path(
        "dashboard/boundaries/preview/",
        boundaries.dashboard_boundaries_preview,
        name="dashboard_boundaries_preview",
    ),
    path(
        "dashboard/boundaries/<int:pk>/restore/",
        boundaries.dashboard_boundaries_restore,
        name="dashboard_boundaries_restore",
    ),
    path(
        "dashboard/boundaries/clear/",
        boundaries.dashboard_boundaries_clear,
        name="dashboard_boundaries_clear",
    ),
    path("dashboard/indicators/", indicators.dashboard_indicators, name="dashboard_indicators"),
    path(
        "dashboard/indicators/files/<slug:table>.<slug:file_format>",
        indicators.dashboard_indicators_file,
        name="dashboard_indicators_file",
    ),
    path(
        "dashboard/indicators/new/", indicator_entry.dashboard_indicator_new, name="dashboard_indicator_new"
    ),
    path(
        "dashboard/indicators/upload/",
        indicator_upload.dashboard_indicators_upload,
        name="dashboard_indicators_upload",
    ),
    path(
        "dashboard/indicators/preview/",
        indicator_upload.dashboard_indicators_preview,
        name="dashboard_indicators_preview",
    ),
    path("dashboard/indicators/<slug:code>/", indicators.dashboard_indicator, name="dashboard_indicator"),
    path(
        "dashboard/indicators/<slug:code>/edit/",
        indicator_entry.dashboard_indicator_edit,
        name="dashboard_indicator_edit",
    ),
    path(
        "dashboard/indicators/<slug:code>/values/",
        indicator_entry.dashboard_indicator_value,
        name="dashboard_indicator_value",
    ),
    path(
        "dashboard/indicators/<slug:code>/values/<int:pk>/take-back/",
        indicator_entry.dashboard_indicator_take_back,
        name="dashboard_indicator_take_back",
    ),
    path("dashboard/checks/", checks.dashboard_checks, name="dashboard_checks"),
    path("dashboard/polls/", polls.dashboard_polls, name="dashboard_polls"),
    path("dashboard/polls/polls.<slug:file_format>", polls.dashboard_polls_file, name="dashboard_polls_file"),
    path("dashboard/reports/", reports.dashboard_reports, name="dashboard_reports"),
    path("dashboard/reports/readers/", reports.dashboard_report_readers, name="dashboard_report_readers"),
    path(
        "dashboard/reports/readers/<int:pk>/remove/",
        reports.dashboard_report_reader_remove,
        name="dashboard_report_reader_remove",
    ),
    path("dashboard/reports/<uuid:key>/", reports.dashboard_report, name="dashboard_report"),
    path(
        "dashboard/reports/<uuid:key>.<slug:file_format>",
        reports.dashboard_report_file,
        name="dashboard_report_file",
    ),
    path("dashboard/rules/", rules.dashboard_rules, name="dashboard_rules"),
    path("dashboard/rules/rules.<slug:file_format>", rules.dashboard_rules_file, name="dashboard_rules_file"),
    path("dashboard/targets/", targets.dashboard_targets, name="dashboard_targets"),
    path(
        "dashboard/targets/<int:target_id>/drop/", targets.dashboard_target_drop, name="dashboard_target_drop"
    ),
    path(
        "dashboard/targets/files/<slug:table>.<slug:file_format>",
        targets.dashboard_targets_file,
        name="dashboard_targets_file",
    ),
    path("dashboard/what-if/", what_if.dashboard_what_if, name="dashboard_what_if"),
    path("", include("portal.dashboards.api.urls")),
]
