"""The address in the receipt message of an application nobody confirmed by code: `/r/<token>/`.

It says what was handed in, masked, and lets the receiver say "I applied" or "I never applied". The address
of one that waits for a decision goes on to the application it becomes.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from enrollment.enums import ApplicationMethod
from enrollment.models import Application, WaitingApplication
from portal.common.sealed_id import BadSeal, seal, unseal

PURPOSE = "receipt"
WAITING_PURPOSE = "receipt_waiting"
DAYS_VALID = 90


def has_link(application: Application | WaitingApplication) -> bool:
    """Online the applicant's own phone has answered already; paper and other systems only say whose it is."""
    return application.method != ApplicationMethod.ONLINE


def url(application: Application | WaitingApplication) -> str:
    """The absolute address."""
    purpose = WAITING_PURPOSE if isinstance(application, WaitingApplication) else PURPOSE
    return f"{settings.SITE_URL}/r/{seal(purpose, application.pk)}/"


def named_by(token: str) -> Application | WaitingApplication | None:
    """What a token names; None for one that is not ours, too old, or whose person is erased.

    A WaitingApplication is one nobody has decided yet, or one that was not accepted.
    """
    waiting_id = _opened(WAITING_PURPOSE, token)
    if waiting_id is None:
        return _application(_opened(PURPOSE, token))
    waiting = _recent(WaitingApplication.objects.filter(pk=waiting_id)).select_related("dong").first()
    if waiting is not None and waiting.application_id:
        return _application(waiting.application_id)
    return waiting


def _application(number: int | None) -> Application | None:
    found = _recent(Application.objects.filter(pk=number, person__erased_at=None))
    return found.select_related("person__household__dong__district", "dong").first()


def _recent(found: QuerySet) -> QuerySet:
    since = timezone.now() - timedelta(days=DAYS_VALID)
    return found.filter(entered_at__gt=since).exclude(method=ApplicationMethod.ONLINE)


def _opened(purpose: str, token: str) -> int | None:
    try:
        return unseal(purpose, token)
    except BadSeal:
        return None
