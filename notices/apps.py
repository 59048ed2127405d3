from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("소식과 통지")

    def ready(self) -> None:
        from notices import checks, receivers  # noqa: F401  (registers checks, connects the signals)
        from notices.domain import campaign_check, savings
        from notices.domain.reference import load_after_migrate
        from notices.queries import standing_figures
        from notices.summaries import SUMMARIES
        from portal.common import figures_check, standing, summary

        summary.register(SUMMARIES)
        standing.register(standing_figures.MEASURES)
        figures_check.also_check(campaign_check.check)
        post_migrate.connect(load_after_migrate, sender=self)
        post_migrate.connect(savings.load_after_migrate, sender=self)
