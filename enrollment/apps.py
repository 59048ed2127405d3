from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = _("신청과 세대")

    def ready(self) -> None:
        from enrollment.domain import scan_pages  # noqa: F401
        from enrollment.domain.reference import load_after_migrate
        from enrollment.intake_summaries import SUMMARIES as INTAKE_SUMMARIES
        from enrollment.queries import intake_figures, kept_figures, ledger_checks, standing_figures
        from enrollment.summaries import SUMMARIES
        from portal.common import figures_check, standing, standing_kept, summary

        summary.register((*SUMMARIES, *INTAKE_SUMMARIES))
        standing.register((*standing_figures.MEASURES, *intake_figures.MEASURES))
        figures_check.also_check(ledger_checks.check_kept_days)
        figures_check.also_check(ledger_checks.check_spells)
        figures_check.also_keep(kept_figures.tell)
        figures_check.also_keep(standing_kept.tell)
        post_migrate.connect(load_after_migrate, sender=self)
