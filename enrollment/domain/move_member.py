"""One member leaves a household for another one of the district, or for one of their own.

The household left keeps its days, the one entered counts the member from the day of the move.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.head import name_head, set_heads
from enrollment.domain.household import lock, lock_dwelling, sync_period
from enrollment.domain.move import (
    NewHome,
    locked_homes,
    move_within,
    refuse_address,
    refuse_before_spell,
    twice,
)
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.stay import end_stays
from enrollment.domain.tell import tell
from enrollment.enums import ChangeKind, EndReason, IntakePlace, Relation
from enrollment.models import Application, Change, Household, HouseholdPeriod, Person
from enrollment.queries.people import is_here, members_here, records_of
from enrollment.validators.changes import refuse_bad_day
from portal.common.text import normalise_name


@transaction.atomic
def move_member(*, person: Person, to: NewHome, on: date, proof: Proof, by, successor: str = "") -> Change:
    """Move one person from `on` into the household of `to.head_name` at the new address, opened when unknown.

    `successor` names the head of those who stay when the head goes. Who is alone in the household takes it
    along (`move_within`). Raises ValidationError by field, as that does, and at `successor`.
    """
    refuse_address(to)
    lock_dwelling(to)
    household, there = locked_homes(Household.objects.get(pk=person.household_id), to)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk, household=household)
    stay = [member for member in members_here(household) if member.pk != person.pk]
    if is_here(person) and not stay:
        return move_within(household=household, to=to, on=on, proof=proof, by=by)
    _refuse(person, household, there, to, on, proof)
    is_head = person.name_key == household.head_key
    if is_head and not successor:
        message = _("세대주가 이사하면 남는 세대의 새 세대주가 필요합니다. 한 사람을 정해 주세요.")
        raise ValidationError({"successor": message})
    target = there or _open(to)
    change = write_change(
        kind=ChangeKind.MEMBER_MOVED, household=target, person=person, on=on, proof=proof, by=by,
        at=timezone.now(), reason=EndReason.MOVED_WITHIN, from_household=household.pk,
        from_dong=household.dong_id, to_dong=to.dong.code,
    )  # fmt: skip
    _take_over(person, household, target, on)
    if is_head:
        name_head(household, successor, field="successor")
    _tell(person, stay if is_head else [], household, change)
    return change


def _refuse(
    person: Person, household: Household, there: Household | None, to: NewHome, on: date, proof: Proof
) -> None:
    if not is_here(person):
        raise ValidationError(_("이미 탈퇴했습니다. 다시 이용하려면 새로 신청해 주세요."))
    same_head = normalise_name(to.head_name) == household.head_key
    if household.address_key == to.address_key and same_head:
        raise ValidationError({"road_address": [_("지금 주소와 같습니다. 이사한 주소를 입력해 주세요.")]})
    refuse_bad_day(on, household=household, method=proof.method, person=person)
    if there:
        refuse_before_spell(there, on)
    if there and twice(Person.objects.filter(pk=person.pk), there):
        raise ValidationError(
            _("옮겨 갈 세대에 같은 사람이 이미 있습니다. 두 세대를 먼저 합친 뒤에 다시 해 주세요.")
        )


def _open(to: NewHome) -> Household:
    return lock(
        Household.objects.create(
            dong=to.dong,
            tong=to.tong,
            ban=to.ban,
            road_address=to.road_address,
            address_detail=to.address_detail,
            address_key=to.address_key,
            head_name=to.head_name,
            head_key=normalise_name(to.head_name),
        ).pk
    )


def _take_over(person: Person, household: Household, target: Household, on: date) -> None:
    """The person goes with the records joined to theirs and with their applications; both ledgers follow."""
    spell = HouseholdPeriod.objects.filter(household=household, ends_on=None).first()
    records = Person.objects.filter(pk__in=records_of(person), household=household)
    ids = list(records.values_list("pk", flat=True))
    end_stays(ids, household=household, on=on)
    Application.objects.filter(household=household, person__in=ids).update(household=target)
    Person.objects.filter(pk__in=ids).update(
        household=target, relation=Relation.OTHER, updated_at=timezone.now()
    )
    set_heads(target)
    sync_period(household, day=on, reason=EndReason.MOVED_WITHIN)
    sync_period(target, day=on, place=spell.place if spell else IntakePlace.OTHER)


def _tell(person: Person, stay: list[Person], household: Household, change: Change) -> None:
    tell(person, purpose="moved", text=f"이사한 주소로 바꿨습니다. 접수번호 {change.receipt_no}")
    for member in stay:
        if member.name_key == household.head_key:
            tell(member, purpose="head", text=f"세대주를 바꿨습니다. 접수번호 {change.receipt_no}")
