from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "portal.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from portal.common import figures_check
        from portal.dashboards.reports import report

        figures_check.also_check(report.check)
