"""The address in the receipt message of an application nobody confirmed by code: `/r/<token>/`.

It says what was handed in, masked, and lets the receiver say "I applied" or "I never applied".
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from enrollment.enums import ApplicationMethod
from enrollment.models import Application
from portal.common.sealed_id import BadSeal, seal, unseal

PURPOSE = "receipt"
DAYS_VALID = 90


def has_link(application: Application) -> bool:
    """Online the applicant's own phone has answered already; paper and other systems only say whose it is."""
    return application.method != ApplicationMethod.ONLINE


def url(application: Application) -> str:
    """The absolute address."""
    return f"{settings.SITE_URL}/r/{seal(PURPOSE, application.pk)}/"


def application_of(token: str) -> Application | None:
    """The application a token names; None for one that is not ours, too old, or whose person is erased."""
    try:
        number = unseal(PURPOSE, token)
    except BadSeal:
        return None
    found = Application.objects.filter(
        pk=number,
        entered_at__gt=timezone.now() - timedelta(days=DAYS_VALID),
        person__erased_at=None,
    ).exclude(method=ApplicationMethod.ONLINE)
    return found.select_related("person__household__dong__district", "dong").first()
