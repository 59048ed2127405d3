"""Trying to get a working contact in the place of a dead one.

The list needs no clearing: a contact that was corrected, at the desk or online, is no longer in use, and who
has left is not on it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.enums import CleanupOutcome
from notices.models import CleanupStep
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit


@transaction.atomic
def note(*, contact: ContactPoint, outcome: CleanupOutcome, by) -> CleanupStep:
    """Write down that somebody was called, visited or not found.

    Raises ValidationError when somebody else got a working contact meanwhile.
    """
    contact = (
        ContactPoint.objects.select_for_update(of=("self",))
        .select_related("person__household__dong")
        .get(pk=contact.pk)
    )
    require(by, Permission.ENTER_APPLICATION, contact.person.household)
    if contact.state != ContactState.DEAD or contact.ended_at is not None:
        raise ValidationError(_("그사이 연락처가 바뀌어 적지 않았습니다."), code="changed")
    step = CleanupStep.objects.create(contact=contact, outcome=outcome, by=by)
    audit.record(by=by, action="contact.cleanup", obj=contact, outcome=str(outcome))
    return step
