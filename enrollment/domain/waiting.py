"""Applications that cannot be placed for sure: received, numbered, told of, and not counted yet."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.match import Match
from enrollment.domain.receipt_no import keep_order, next_receipt_no
from enrollment.domain.sealed_form import seal, unseal
from enrollment.enums import ApplicationMethod
from enrollment.models import WaitingApplication
from enrollment.signals import application_waits
from portal.common import audit


def put_aside(*, form: ApplicationForm, intake: Intake, found: Match, by, at: datetime) -> WaitingApplication:
    """Keep a validated application until a person decides whose household it is.

    Call inside the transaction of the intake. It has its receipt number from now on.
    """
    waiting = WaitingApplication.objects.create(
        receipt_no=next_receipt_no(timezone.localtime(at).year),
        dong=form.dong,
        method=intake.method,
        form_no=intake.form_no,
        entered_by=None if intake.method == ApplicationMethod.ONLINE else by,
        entered_at=at,
        submission_key=intake.submission_key,
        payload=seal(form, intake),
        reasons=list(found.reasons),
        candidates=[candidate.household_id for candidate in found.candidates if candidate.household_id],
    )
    audit.record(
        by=by,
        action="application.wait",
        obj=waiting,
        method=intake.method,
        place=intake.place,
        reasons=waiting.reasons,
        candidates=waiting.candidates,
    )
    application_waits.send(sender=WaitingApplication, waiting=waiting, form=form, tell=intake.tell)
    return waiting


def moment_of_end() -> datetime:
    """Now, for an application that ends without being accepted. Call last in the transaction of that.

    Lists of changes read such ends by their moments: the receipt counter is held until the commit, and a
    clock that was set back gives no moment that was read already.
    """
    keep_order(timezone.localdate().year)
    last = WaitingApplication.objects.aggregate(last=Max("decided_at"))["last"]
    now = timezone.now()
    return now if last is None or last < now else last + timedelta(microseconds=1)


def filled_in(waiting: WaitingApplication) -> tuple[ApplicationForm, Intake]:
    """The form as it was handed in. Raises ValueError when it was decided and erased."""
    if waiting.payload is None:
        raise ValueError("The form of a decided application is erased.")
    return unseal(waiting.payload, dong=waiting.dong)
