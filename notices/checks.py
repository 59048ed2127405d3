"""What `manage.py check --deploy` says about messages before the public is served."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from notices.channels import email
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
