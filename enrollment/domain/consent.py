"""The consent ledger: every answer is a row, the latest row per purpose is what holds."""

from datetime import datetime

from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import Application, Consent, ConsentText, Person


def current_texts() -> dict[str, ConsentText]:
    """The text in force today for each purpose, required ones first."""
    texts = ConsentText.objects.filter(effective_from__lte=timezone.localdate()).order_by(
        "purpose", "-version"
    ).distinct("purpose")
    by_purpose = {text.purpose: text for text in texts}
    return {purpose: by_purpose[purpose] for purpose in ConsentPurpose.values if purpose in by_purpose}


def record_answers(
    person: Person, *, answers: dict[str, bool], application: Application, at: datetime, by, evidence: dict
) -> list[Consent]:
    """Append one row per purpose asked: given and refused alike."""
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
