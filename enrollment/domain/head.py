"""Who heads a household: named anew when the head moved away or died."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.former_home import leave_behind
from enrollment.domain.household import lock
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell
from enrollment.enums import ChangeKind, Relation
from enrollment.models import Change, Household, Person
from enrollment.queries.people import is_here
from enrollment.validators.changes import refuse_bad_day
from portal.common.text import normalise_name


@transaction.atomic
def change_head(*, household: Household, head_name: str, on: date, proof: Proof, by) -> Change | None:
    """Name another head from `on`; who bears the name and applied is told. None when it is the head already.

    Raises ValidationError at `head_name` when the dwelling has a household of that head, and for a day that
    cannot be.
    """
    household = lock(household.pk)
    if household.closed_on:
        raise ValidationError(_("닫힌 세대입니다. 세대를 다시 확인해 주세요."))
    refuse_bad_day(on, household=household, method=proof.method)
    if normalise_name(head_name) == household.head_key:
        return None
    change = write_change(
        kind=ChangeKind.HEAD, household=household, on=on, proof=proof, by=by, at=timezone.now()
    )
    name_head(household, head_name, field="head_name")
    for person in household.people.filter(relation=Relation.HEAD):
        if is_here(person):
            tell(person, purpose="head", text=f"세대주를 바꿨습니다. 접수번호 {change.receipt_no}")
    return change


def name_head(household: Household, head_name: str, *, field: str) -> None:
    """Write the head into the record. Raises ValidationError at `field` when another household has both.

    Call it with the household's row held.
    """
    key = normalise_name(head_name)
    if not key:
        raise ValidationError({field: _("새 세대주를 정하지 않았습니다. 남는 세대의 세대주를 정해 주세요.")})
    same = Household.objects.filter(address_key=household.address_key, head_key=key, closed_on=None)
    if same.exclude(pk=household.pk).exists():
        message = _("같은 주소에 그 세대주의 세대가 이미 있습니다. 두 세대를 먼저 합쳐 주세요.")
        raise ValidationError({field: message})
    leave_behind(household)
    household.head_name, household.head_key = head_name, key
    household.save(update_fields=["head_name", "head_key", "updated_at"])
    set_heads(household)


def set_heads(household: Household) -> None:
    """Whoever bears the head's name is head; nobody else is."""
    heads = household.people.filter(relation=Relation.HEAD)
    heads.exclude(name_key=household.head_key).update(relation=Relation.OTHER)
    if not heads.exists():
        named = Person.objects.filter(household=household, name_key=household.head_key, merged_into=None)
        if named.count() == 1:
            named.update(relation=Relation.HEAD)
