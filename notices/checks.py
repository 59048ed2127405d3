"""What `manage.py check` says about messages: before the public is served, and at every start."""

from pkgutil import iter_modules

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from notices.channels import email
from notices.domain import preflight
from notices.gateways.dkim import UnusableKey


@register(Tags.security, deploy=True)
def mail_is_signed(app_configs, **kwargs) -> list:
    """Large mail providers put unsigned mail in bulk into the spam folder."""
    if not settings.DKIM_KEY_FILE:
        return [
            Warning(
                "Mail is not signed (DKIM).",
                hint="Set DKIM_KEY_FILE and DKIM_SELECTOR, unless the relay signs; see docs/operate.md.",
                id="notices.W001",
            )
        ]
    try:
        email.signer()
    except UnusableKey as error:
        return [Error(f"DKIM_KEY_FILE {error}.", id="notices.E001")]
    return []


@register(Tags.security, deploy=True)
def bounces_are_heard(app_configs, **kwargs) -> list:
    """Who goes on writing to mailboxes that are gone is taken for a spammer."""
    if settings.BOUNCE_MAILBOX_URL or settings.BOUNCE_WEBHOOK_SECRET:
        return []
    return [
        Warning(
            "Nobody reads the mail that comes back.",
            hint="Set BOUNCE_DOMAIN and BOUNCE_MAILBOX_URL or BOUNCE_WEBHOOK_SECRET; see docs/operate.md.",
            id="notices.W002",
        )
    ]


@register()
def preflight_is_whole(app_configs, **kwargs) -> list:
    """Every module of the pre-flight is registered once, under its own name, with a level."""
    modules = {name for _finder, name, _is_package in iter_modules(preflight.__path__)} - {"base"}
    codes = [check.code for check in preflight.CHECKS]
    wrong = sorted(modules.symmetric_difference(codes)) + [
        code for code in set(codes) if codes.count(code) > 1
    ]
    wrong += [check.code for check in preflight.CHECKS if not isinstance(check.level, preflight.Level)]
    return [
        Error(f"The pre-flight check {code!r} is not registered as its module is named.", id="notices.E002")
        for code in wrong
    ]
