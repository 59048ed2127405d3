"""What a change rests on, and writing it into the ledger of changes."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from enrollment.domain.receipt_no import next_receipt_no
from enrollment.enums import ApplicationMethod, ChangeKind
from enrollment.models import Change, Household, Person
from portal.common import audit


@dataclass(frozen=True, slots=True)
class Proof:
    """How a change was asked for: online in a session, or on paper `form_no` at a desk.

    `note` says what a clerk checked (an identity card, a certificate), `evidence` holds codes and ids only.
    """

    method: ApplicationMethod = ApplicationMethod.ONLINE
    form_no: str = ""
    note: str = ""
    evidence: dict = field(default_factory=dict)

    def as_evidence(self) -> dict:
        """What a row of the consent ledger keeps of it."""
        return {**self.evidence, "form_no": self.form_no} if self.form_no else dict(self.evidence)


def write_change(
    *,
    kind: ChangeKind,
    household: Household,
    on: date,
    proof: Proof,
    by,
    at: datetime,
    person: Person | None = None,
    reason: str = "",
    purpose: str = "",
    **detail,
) -> Change:
    """Append one change with its receipt number, and its audit row. Call it inside the transaction."""
    change = Change.objects.create(
        receipt_no=next_receipt_no(timezone.localtime(at).year),
        kind=kind,
        household=household,
        person=person,
        reason=reason,
        purpose=purpose,
        effective_on=on,
        method=proof.method,
        form_no=proof.form_no,
        note=proof.note,
        evidence={**proof.evidence, **detail},
        recorded_by=by,
        recorded_at=at,
    )
    audit.record(
        by=by,
        action=f"change.{kind}",
        obj=person or household,
        receipt_no=change.receipt_no,
        reason=str(reason),
        purpose=str(purpose),
        effective_on=on.isoformat(),
        method=str(proof.method),
        **detail,
    )
    return change
