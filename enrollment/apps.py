from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = _("신청과 세대")

    def ready(self) -> None:
        from enrollment.domain import scan_pages  # noqa: F401
        from enrollment.domain.reference import load_after_migrate

        post_migrate.connect(load_after_migrate, sender=self)
