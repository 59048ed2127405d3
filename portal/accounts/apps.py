from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("계정과 권한")

    def ready(self) -> None:
        from portal.accounts import receivers, second_factor, social  # noqa: F401
        from portal.accounts.roles import load_after_migrate

        post_migrate.connect(load_after_migrate, sender=self)
