"""Being asked no more: the consent to polls, withdrawn from a link without signing in."""

from django.db import transaction
from django.utils import timezone

from enrollment.domain import consent as consents
from enrollment.domain import withdraw as withdrawal
from enrollment.domain.household import lock_with
from enrollment.domain.proof import Proof, write_change
from enrollment.enums import ApplicationMethod, ChangeKind, ConsentPurpose, EndReason
from enrollment.models import Person
from enrollment.queries.consents import latest_consents
from enrollment.signals import consent_withdrawn

FROM_LINK = Proof(method=ApplicationMethod.ONLINE, evidence={"by": "message_link"})


@transaction.atomic
def withdraw(person: Person) -> bool:
    """Withdraw the consent to polls; whether it was held.

    A link in a message lets nobody leave: whoever uses nothing but polls stays enrolled and is asked no more.
    """
    household, person = lock_with(person)
    answer = latest_consents(person).get(ConsentPurpose.POLL)
    if answer is None or not answer.given:
        return False
    today = timezone.localdate()
    if not withdrawal.means_leaving(person, ConsentPurpose.POLL):
        withdrawal.withdraw_consent(
            person=person, purpose=ConsentPurpose.POLL, on=today, proof=FROM_LINK, by=None
        )
        return True
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.CONSENT_ENDED, household=household, person=person, purpose=ConsentPurpose.POLL,
        reason=EndReason.WITHDRAWN, on=today, proof=FROM_LINK, by=None, at=now, version=answer.text.version,
    )  # fmt: skip
    consents.append(person, text=answer.text, given=False, proof=FROM_LINK, by=None, at=now, change=change)
    consent_withdrawn.send(sender=Person, person=person, purpose=ConsentPurpose.POLL, by=None)
    return True
