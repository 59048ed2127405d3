"""The guardian's consent for a child under 14, confirmed by a code to the guardian (PIPA article 22-2).

Online the code is typed on the way. A paper form is accepted, but nothing of it starts until the guardian
has confirmed: the link goes to the telephone number the form names.
"""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import services
from enrollment.domain.consent import append
from enrollment.domain.household import lock, sync_period
from enrollment.domain.proof import Proof, write_change
from enrollment.enums import ApplicationStatus, ChangeKind, Channel
from enrollment.models import Application, Change, Consent
from enrollment.signals import guardian_confirmed
from portal.accounts.limits import Limit, spend
from portal.common import audit
from portal.common.office import office
from portal.common.signals import direct_message_requested

TOKEN_BYTES = 12
ASKED_AGAIN = (Limit(3, 60 * 60), Limit(10, 24 * 60 * 60))


def ask(application: Application, *, by) -> None:
    """Send the guardian the address of the page on which to confirm. Call it inside a transaction."""
    if application.guardian_token is None:
        application.guardian_token = secrets.token_urlsafe(TOKEN_BYTES)
        application.save(update_fields=["guardian_token"])
    direct_message_requested.send(
        sender=Application,
        channel=Channel.SMS,
        address=application.guardian_phone,
        purpose="guardian_ask",
        subject="",
        text=f"{office().tag} 자녀 신청 보호자 확인 {page_of(application)}",
        html="",
        expires_at=None,
    )
    audit.record(by=by, action="guardian.ask", obj=application)


def page_of(application: Application) -> str:
    """The absolute address of the guardian's page."""
    return f"{settings.SITE_URL}/guardian/{application.guardian_token}/"


@transaction.atomic
def ask_again(*, application: Application, by) -> None:
    """Send the address once more. Raises ValidationError when nothing waits or it was sent too often."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not _is_waiting(application):
        raise ValidationError(_("확인을 기다리는 신청이 아닙니다. 신청 내역을 다시 확인해 주세요."))
    if not spend("guardian_ask", str(application.pk), *ASKED_AGAIN):
        raise ValidationError(_("너무 자주 보냈습니다. 한 시간 뒤에 다시 보내 주세요."))
    ask(application, by=by)


def waiting_at(token: str) -> Application | None:
    """The application a guardian's page belongs to while it waits."""
    found = Application.objects.filter(guardian_token=token).select_related("person", "dong").first()
    return found if found and _is_waiting(found) else None


@transaction.atomic
def confirm(*, application: Application, evidence: dict) -> Change:
    """The code sent to the guardian came back: the child's services start today.

    Raises ValidationError when nothing waits any more.
    """
    household = lock(application.household_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not _is_waiting(application):
        raise ValidationError(_("이미 확인했거나 취소된 신청입니다."))
    now, today = timezone.now(), timezone.localdate()
    application.guardian_confirmed_at = now
    application.guardian_token = None
    application.save(update_fields=["guardian_confirmed_at", "guardian_token"])
    proof = Proof(evidence={**evidence, "code_to": "guardian", "application": application.receipt_no})
    person = application.person
    change = write_change(
        kind=ChangeKind.GUARDIAN, household=household, person=person, on=today, proof=proof, by=None, at=now
    )
    for answer in Consent.objects.filter(application=application).select_related("text").order_by("id"):
        append(person, text=answer.text, given=answer.given, proof=proof, by=None, at=now, change=change)
    services.start(person, application.wanted_services, application=application, day=today)
    sync_period(household, day=today, place=application.place)
    guardian_confirmed.send(sender=Application, application=application)
    return change


def _is_waiting(application: Application) -> bool:
    return application.waits_for_guardian and application.status != ApplicationStatus.REVERSED
