"""The guardian's consent for a child under 14, confirmed by a code to the guardian (PIPA article 22-2).

Online the code is typed on the way. A paper form is accepted, but nothing of it starts until the guardian
has confirmed: the link goes to the telephone number the form names.
"""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import services
from enrollment.domain.consent import append
from enrollment.domain.household import lock, sync_period
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationStatus, ChangeKind, Channel, ReversalSource
from enrollment.models import Application, Change, Consent, ConsentText, Reversal, Service
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
def confirm(*, application: Application, agreed: Iterable[str], evidence: dict) -> Change:
    """The code sent to the guardian came back: the child's services start today.

    `agreed` are the purposes the guardian consents to, of those the form asked for; a service whose consent
    is refused does not start. Raises ValidationError when nothing waits any more, and at the consent when
    one is refused without which nothing would be left.
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
    agreed = set(agreed)
    if problems := refused_too_much(application, agreed):
        raise ValidationError(problems)
    for answer in Consent.objects.filter(application=application).select_related("text").order_by("id"):
        given = answer.given and answer.purpose in agreed
        append(person, text=answer.text, given=given, proof=proof, by=None, at=now, change=change)
    codes = [service.code for service in _wanted(application) if service.consent_purpose in agreed]
    services.start(person, codes, application=application, day=today)
    sync_period(household, day=today, place=application.place)
    guardian_confirmed.send(sender=Application, application=application)
    return change


@transaction.atomic
def refuse(*, application: Application) -> Reversal:
    """The guardian does not consent: the child's application ends as if it had never been made.

    Whoever holds the address may say so; it went to the guardian's number alone. Raises ValidationError when
    nothing waits any more.
    """
    lock(application.household_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not _is_waiting(application):
        raise ValidationError(_("이미 확인했거나 취소된 신청입니다."))
    return reverse(application=application, source=ReversalSource.GUARDIAN)


def asked(application: Application) -> list[ConsentText]:
    """The texts the form says yes to, as they were read: the guardian answers each alone."""
    given = Consent.objects.filter(application=application, given=True).select_related("text")
    return [answer.text for answer in given.order_by("id")]


def refused_too_much(application: Application, agreed: Iterable[str]) -> dict[str, list[str]]:
    """Messages by purpose, when so few consents are given that nothing could start."""
    agreed = set(agreed)
    for text in asked(application):
        if text.is_required and text.purpose not in agreed:
            message = _("동의해야 시작할 수 있습니다. 동의하지 않으면 아래에서 신청을 끝내 주세요.")
            return {text.purpose: [message]}
    wanted = _wanted(application)
    if wanted and not any(service.consent_purpose in agreed for service in wanted):
        message = _("‘%(service)s’에 필요한 동의입니다. 동의하지 않으면 아래에서 신청을 끝내 주세요.")
        return {service.consent_purpose: [message % {"service": service}] for service in wanted}
    return {}


def _wanted(application: Application) -> list[Service]:
    return list(Service.objects.filter(code__in=application.wanted_services))


def _is_waiting(application: Application) -> bool:
    return application.waits_for_guardian and application.status != ApplicationStatus.REVERSED
