"""The consent ledger: every answer is a row, the latest row per purpose is what holds."""

from datetime import datetime

from enrollment.models import Application, Consent, Person
from enrollment.queries.consent_texts import current_texts

__all__ = ["current_texts", "record_answers"]


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
