"""Withdrawing one consent: what rests on it ends at once, the rest goes on."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import consent as consents
from enrollment.domain.household import lock_with, sync_period
from enrollment.domain.leave import end_periods, leave_person
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell
from enrollment.enums import ChangeKind, EndReason
from enrollment.models import Change, ConsentText, EnrollmentPeriod, Person, Service
from enrollment.queries.consents import latest_consents
from enrollment.signals import consent_withdrawn
from enrollment.validators.changes import refuse_bad_day

TOLD = "동의 철회를 처리했습니다. 접수번호 {receipt_no}"


def services_resting_on(person: Person, purpose: str) -> list[Service]:
    """Services the person uses that end with the consent."""
    return list(
        Service.objects.filter(
            consent_purpose=purpose, periods__person=person, periods__ends_on=None
        ).distinct()
    )


def means_leaving(person: Person, purpose: str) -> bool:
    """Whether nothing would be left to use: the required consent, or the one the last service rests on."""
    answer = latest_consents(person).get(purpose)
    if answer is not None and answer.text.is_required:
        return True
    running = EnrollmentPeriod.objects.filter(person=person, ends_on=None)
    return running.exists() and not running.exclude(service__consent_purpose=purpose).exists()


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, on: date, proof: Proof, by) -> Change:
    """Withdraw one consent from `on`. Where nothing would be left to use, the person leaves.

    Raises ValidationError for a day that cannot be, and when the consent is not held.
    """
    household, person = lock_with(person)
    answer = latest_consents(person).get(purpose)
    if answer is None or not answer.given:
        raise ValidationError(_("동의하지 않았거나 이미 철회한 항목입니다. 동의 내역을 확인해 주세요."))
    if means_leaving(person, purpose):
        return leave_person(
            person=person, reason=EndReason.WITHDRAWN, on=on, proof=proof, by=by, purpose=purpose
        )
    refuse_bad_day(on, household=household, method=proof.method, person=person)
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.CONSENT_ENDED, household=household, person=person, purpose=purpose,
        reason=EndReason.WITHDRAWN, on=on, proof=proof, by=by, at=now, version=answer.text.version,
    )  # fmt: skip
    consents.append(person, text=answer.text, given=False, proof=proof, by=by, at=now, change=change)
    resting = EnrollmentPeriod.objects.filter(person=person, service__consent_purpose=purpose)
    end_periods(resting, on=on, reason=EndReason.WITHDRAWN)
    sync_period(household, day=on, reason=EndReason.WITHDRAWN)
    consent_withdrawn.send(sender=Person, person=person, purpose=purpose, by=by)
    tell(
        person,
        purpose="consent_withdrawn",
        text=TOLD.format(receipt_no=change.receipt_no),
        more=f"철회한 동의: {answer.text.title}\n이 동의로 보내던 것은 지금부터 보내지 않습니다.",
    )
    return change


@transaction.atomic
def answer_texts(
    *, person: Person, answers: list[tuple[ConsentText, bool]], on: date, proof: Proof, by
) -> list[Change]:
    """Several answers at once: yes to the text in force, or a withdrawal from `on`.

    No to what everything rests on is leaving; nothing else is left to answer then. Raises ValidationError
    when a text changed once more while it was read.
    """
    changes = [
        consents.give(person=person, purpose=text.purpose, version=text.version, proof=proof, by=by)
        for text, agreed in answers
        if agreed
    ]
    for text, agreed in answers:
        if agreed or (changes and changes[-1].kind == ChangeKind.PERSON_LEFT):
            continue
        changes.append(withdraw_consent(person=person, purpose=text.purpose, on=on, proof=proof, by=by))
    return changes
