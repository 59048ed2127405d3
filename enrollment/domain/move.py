"""Moving within the district: the household gets a new address and dong from a day on, past rates stay."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.former_home import leave_behind
from enrollment.domain.head import set_heads
from enrollment.domain.household import lock, sync_period
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.stay import end_stays
from enrollment.domain.tell import tell
from enrollment.enums import ChangeKind, EndReason
from enrollment.models import Application, Change, Dong, Household, HouseholdPeriod, Person, Tong
from enrollment.queries.people import is_here
from enrollment.validators.changes import earliest_move, refuse_bad_day
from enrollment.validators.home import address_problems, legal_dong_problems, tong_problems
from portal.common.address import address_key
from portal.common.templatetags.korean import kdate
from portal.common.text import normalise_name


@dataclass(frozen=True, slots=True)
class NewHome:
    """Where a household moves to, and who heads it there."""

    dong: Dong
    road_address: str
    address_detail: str
    head_name: str
    tong_number: int | None = None
    ban: int | None = None

    @classmethod
    def of(cls, form) -> "NewHome":
        """What a valid form of a new address says."""
        names = ("dong", "road_address", "address_detail", "tong_number", "ban")
        return cls(head_name=form.head_name, **{name: form.cleaned_data[name] for name in names})

    @property
    def address_key(self) -> str:
        return address_key(self.road_address, self.address_detail, district_name=self.dong.district.name)

    @property
    def tong(self) -> Tong | None:
        if self.tong_number is None:
            return None
        return Tong.objects.get(dong=self.dong, number=self.tong_number, valid_to=None)


@transaction.atomic
def move_within(*, household: Household, to: NewHome, on: date, proof: Proof, by) -> Change:
    """Move a household from `on`. Where one of the same head lives at that address already, it joins it.

    Raises ValidationError by field: for a day or an address that cannot be, when nobody is left to move,
    when it is the address already, and when a person would be twice in the household joined.
    """
    refuse_address(to)
    household, there = locked_homes(household, to)
    _refuse(household, there, to, on, proof)
    now = timezone.now()
    target = there or household
    former_dong = household.dong_id
    moving = [person.pk for person in household.people.order_by("id") if is_here(person)]
    change = write_change(
        kind=ChangeKind.MOVED, household=target, on=on, proof=proof, by=by, at=now,
        reason=EndReason.MOVED_WITHIN, from_dong=former_dong, to_dong=to.dong.code,
        joined_from=household.pk if there else None, people=moving,
    )  # fmt: skip
    if there:
        _join(household, there, on)
    else:
        _settle(household, to, on)
    set_heads(target)
    for person in target.people.all():
        if is_here(person):
            tell(person, purpose="moved", text=f"이사한 주소로 바꿨습니다. 접수번호 {change.receipt_no}")
    return change


def locked_homes(household: Household, to: NewHome) -> tuple[Household, Household | None]:
    """The household and the one of the new address and head, None when there is none.

    Both are held, the lower number first, so that two moves never wait for each other.
    """
    there = Household.objects.filter(
        address_key=to.address_key, head_key=normalise_name(to.head_name), closed_on=None
    ).exclude(pk=household.pk)
    found = there.values_list("pk", flat=True).first()
    locked = {pk: lock(pk) for pk in sorted(pk for pk in (household.pk, found) if pk)}
    return locked[household.pk], locked.get(found)


def refuse_address(to: NewHome) -> None:
    problems = address_problems(to.road_address, to.address_detail, to.dong.district)
    problems |= legal_dong_problems(to.road_address, to.address_detail, to.dong)
    problems |= tong_problems(to.dong, to.tong_number, to.ban)
    if problems:
        raise ValidationError(problems)


def _refuse(household: Household, there: Household | None, to: NewHome, on: date, proof: Proof) -> None:
    if household.closed_on or not any(is_here(person) for person in household.people.all()):
        raise ValidationError(_("이용하고 있지 않은 세대입니다. 다시 이용하려면 새로 신청해 주세요."))
    if household.address_key == to.address_key and household.dong_id == to.dong.code:
        raise ValidationError({"road_address": [_("지금 주소와 같습니다. 이사한 주소를 입력해 주세요.")]})
    refuse_bad_day(on, household=household, method=proof.method)
    # A move ends the former spell, so it may not lie before that one or the one it joins began.
    for home in filter(None, (household, there)):
        refuse_before_spell(home, on)
    if there and twice(household.people.all(), there):
        raise ValidationError(
            _("옮겨 갈 세대에 같은 사람이 이미 있습니다. 두 세대를 먼저 합친 뒤에 다시 해 주세요.")
        )


def refuse_before_spell(household: Household, on: date) -> None:
    """Raise ValidationError at `on` when it lies before the household's present spell began."""
    earliest = earliest_move(household)
    if earliest and on < earliest:
        message = _(
            "적용일이 이용을 시작하거나 이사한 날(%(day)s)보다 앞입니다. 그날이나 그 뒤로 입력해 주세요."
        )
        raise ValidationError({"on": message % {"day": kdate(earliest)}})


def twice(coming: QuerySet[Person], there: Household) -> bool:
    """Whether one of `coming` is a member of `there` already."""
    keys = [
        set(people.filter(merged_into=None).values_list("name_key", "birth_index"))
        for people in (coming, there.people.all())
    ]
    return bool(keys[0] & keys[1])


def _settle(household: Household, to: NewHome, on: date) -> None:
    """The household itself takes the new address; in another dong a new spell begins."""
    leave_behind(household, on=on)
    if household.dong_id != to.dong.code:
        spell = HouseholdPeriod.objects.filter(household=household, ends_on=None).first()
        if spell:
            _end_spell(spell, on)
            HouseholdPeriod.objects.create(
                household=household, dong=to.dong, place=spell.place, starts_on=spell.ends_on
            )
    household.dong, household.tong, household.ban = to.dong, to.tong, to.ban
    household.road_address, household.address_detail = to.road_address, to.address_detail
    household.address_key = to.address_key
    household.head_name, household.head_key = to.head_name, normalise_name(to.head_name)
    household.save()


def _join(household: Household, there: Household, on: date) -> None:
    """Its people and their applications go over to the household that lives there; its own record closes."""
    spell = HouseholdPeriod.objects.filter(household=household, ends_on=None).first()
    if spell:
        _end_spell(spell, on)
    end_stays(household.people.values_list("pk", flat=True), household=household, on=on)
    Application.objects.filter(household=household).update(household=there)
    Person.objects.filter(household=household).update(household=there)
    household.closed_on = on
    household.save(update_fields=["closed_on", "updated_at"])
    leave_behind(household, target=there, on=on)
    if spell:
        sync_period(there, day=on, place=spell.place)


def _end_spell(spell: HouseholdPeriod, on: date) -> None:
    spell.ends_on, spell.ended_reason = max(on, spell.starts_on), EndReason.MOVED_WITHIN
    spell.save(update_fields=["ends_on", "ended_reason"])
