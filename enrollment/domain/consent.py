"""The consent ledger: every answer is a row, the latest row per purpose is what holds."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.household import lock_with
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell
from enrollment.enums import ApplicationMethod, ChangeKind
from enrollment.models import Application, Change, Consent, ConsentText, EnrollmentPeriod, Person
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.consents import latest_consents
from enrollment.validators.application import needs_guardian

__all__ = ["append", "current_texts", "give", "record_answers", "withdraw_all"]


def record_answers(
    person: Person, *, answers: dict[str, bool], application: Application, at: datetime, by, evidence: dict
) -> list[Consent]:
    """Append one row per purpose asked, given and refused alike, each to the text in force today."""
    texts = current_texts()
    return Consent.objects.bulk_create(
        Consent(
            person=person,
            text=texts[purpose],
            purpose=purpose,
            given=given,
            method=application.method,
            at=at,
            application=application,
            recorded_by=by,
            evidence=evidence,
        )
        for purpose, given in answers.items()
    )


def append(
    person: Person, *, text: ConsentText, given: bool, proof: Proof, by, at: datetime, change: Change
) -> Consent:
    """Append one answer given outside an application, with the receipt of its change."""
    return Consent.objects.create(
        person=person,
        text=text,
        purpose=text.purpose,
        given=given,
        method=proof.method,
        at=at,
        recorded_by=by,
        evidence={**proof.as_evidence(), "receipt_no": change.receipt_no},
    )


@transaction.atomic
def give(*, person: Person, purpose: str, version: int, proof: Proof, by) -> Change:
    """Consent to the text in force, which the person read in `version`.

    Raises ValidationError when the text changed since it was shown, when the person has left, or when a
    child clicks alone: under 14 the guardian consents, on a form.
    """
    household, person = lock_with(person)
    text = current_texts().get(purpose)
    if text is None or text.version != version:
        raise ValidationError(_("동의 내용이 바뀌었습니다. 새 내용을 읽고 다시 선택해 주세요."))
    if not EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists():
        raise ValidationError(_("탈퇴한 상태입니다. 다시 이용하려면 새로 신청해 주세요."))
    if proof.method == ApplicationMethod.ONLINE and needs_guardian(person.birth_date):
        raise ValidationError(
            _("14세 미만은 법정대리인의 동의가 필요합니다. 신청서를 다시 내면서 동의해 주세요.")
        )
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.CONSENT_GIVEN, household=household, person=person, purpose=purpose,
        on=timezone.localdate(), proof=proof, by=by, at=now, version=version,
    )  # fmt: skip
    append(person, text=text, given=True, proof=proof, by=by, at=now, change=change)
    if proof.method != ApplicationMethod.ONLINE:
        told = f"동의를 기록했습니다. 접수번호 {change.receipt_no}"
        tell(person, purpose="consent_given", text=told, more=f"동의한 항목: {text.title}")
    return change


def withdraw_all(person: Person, *, proof: Proof, change: Change, by, at: datetime) -> list[Consent]:
    """Append a withdrawal for everything the person consents to, each to the text it was given to."""
    held = [answer for answer in latest_consents(person).values() if answer.given]
    return [
        append(person, text=answer.text, given=False, proof=proof, by=by, at=at, change=change)
        for answer in held
    ]
