from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"

    def ready(self) -> None:
        # Web processes must publish to the broker the workers listen to, not to Celery's default one.
        from portal import celery  # noqa: F401
