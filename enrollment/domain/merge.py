"""Two records of one household become one, and two again when that was wrong. Both histories are kept.

While a merge stands the spells of both are void and those of the one household count instead, on past days
too (`domain.spells`). The absorbed record stays, closed, and leads whoever applies under its spelling to
the kept one. Only the latest merge of a household can be taken back.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.head import set_heads
from enrollment.domain.household import lock, sync_period
from enrollment.domain.merge_people import merge_people, split_people
from enrollment.domain.spell_cut import cut_to_members
from enrollment.domain.spells import Spell, one_household
from enrollment.domain.stay import give_back
from enrollment.enums import EndReason, Relation
from enrollment.models import (
    Application,
    EnrollmentPeriod,
    Household,
    HouseholdMerge,
    HouseholdPeriod,
    Person,
    PersonMerge,
)
from enrollment.queries.stays import FOREVER, days_of, people_of
from portal.common import audit

__all__ = ["merge_households", "merge_people", "split_households", "split_people"]


@transaction.atomic
def merge_households(*, keep: Household, absorb: Household, by) -> HouseholdMerge:
    """Make `absorb` part of `keep`: its people, applications and days of enrollment.

    Members of both with one name and birth date become one person. Raises ValidationError when either is
    closed, or they are one already.
    """
    keep, absorb = _locked(keep.pk, absorb.pk)
    if keep.pk == absorb.pk or keep.dong.district_id != absorb.dong.district_id:
        raise ValidationError(_("합칠 수 없는 세대입니다. 같은 구의 다른 세대를 골라 주세요."))
    if keep.closed_on or absorb.closed_on:
        raise ValidationError(_("닫혔거나 이미 합친 세대입니다. 세대를 다시 확인해 주세요."))
    now = timezone.now()
    merge = HouseholdMerge.objects.create(kept=keep, absorbed=absorb, merged_at=now, merged_by=by)
    open_spell = _join_spells(merge)
    twins = _merge_twins(merge, by)
    people = list(absorb.people.order_by("pk").values_list("pk", flat=True))
    Person.objects.filter(pk__in=people).update(household=keep, updated_at=now)
    Application.objects.filter(household=absorb).update(household=keep)
    absorb.closed_on, absorb.merged_into = timezone.localdate(), keep
    absorb.save(update_fields=["closed_on", "merged_into", "updated_at"])
    learned = _learn_tong(keep, absorb)
    heads = list(keep.people.filter(pk__in=people, relation=Relation.HEAD).values_list("pk", flat=True))
    set_heads(keep)
    merge.carried = {"people": people, "open_spell": open_spell, "tong": learned, "heads": heads}
    merge.save(update_fields=["carried"])
    audit.record(
        by=by,
        action="household.merge",
        obj=keep,
        absorbed=absorb.pk,
        people=people,
        twins=twins,
        merge=merge.pk,
    )
    return merge


@transaction.atomic
def split_households(*, merge: HouseholdMerge, by) -> HouseholdMerge:
    """Take a merge back: both are as they were, with what each one's people did since.

    Taking it back twice changes nothing. Raises ValidationError when a later merge stands on it, or the
    absorbed dwelling and head were opened anew since.
    """
    keep, absorb = _locked(merge.kept_id, merge.absorbed_id)
    merge = HouseholdMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.split_at is not None:
        return merge
    _refuse_split(merge, keep, absorb)
    now = timezone.now()
    merge.split_at, merge.split_by = now, by
    merge.save(update_fields=["split_at", "split_by"])
    moved = Person.objects.filter(pk__in=merge.carried["people"], household=keep)
    moved_ids = list(moved.values_list("pk", flat=True))
    joined_people = _between(moved_ids, keep)
    Application.objects.filter(household=keep, person__in=moved_ids).update(household=absorb)
    Person.objects.filter(pk__in=moved_ids).update(household=absorb, updated_at=now)
    absorb.people.filter(pk__in=merge.carried["heads"], name_key=absorb.head_key).update(
        relation=Relation.HEAD
    )
    give_back(merge)
    for joined in joined_people:
        split_people(merge=joined, by=by)
    # Who went to another household together lives there still: only the past is parted then.
    left_together = keep.closed_on if not moved_ids else None
    absorb.closed_on, absorb.merged_into = left_together, None
    absorb.save(update_fields=["closed_on", "merged_into", "updated_at"])
    if merge.carried["tong"]:
        keep.tong = keep.ban = None
        keep.save(update_fields=["tong", "ban", "updated_at"])
    _part_spells(merge)
    audit.record(by=by, action="household.split", obj=keep, absorbed=absorb.pk, merge=merge.pk)
    return merge


def _locked(first: int, second: int) -> tuple[Household, Household]:
    """Both, the lower number first, so that two clerks never wait for each other."""
    locked = {pk: lock(pk) for pk in sorted({first, second})}
    return locked[first], locked[second]


def _refuse_split(merge: HouseholdMerge, keep: Household, absorb: Household) -> None:
    later = HouseholdMerge.objects.filter(kept=keep, split_at=None, pk__gt=merge.pk)
    if keep.merged_into_id or later.exists():
        raise ValidationError(_("나중에 합친 세대가 있습니다. 나중 것부터 차례로 되돌려 주세요."))
    anew = Household.objects.filter(address_key=absorb.address_key, head_key=absorb.head_key, closed_on=None)
    if anew.exists():
        raise ValidationError(
            _("같은 주소와 세대주의 세대가 새로 등록되어 되돌릴 수 없습니다. 두 세대를 먼저 확인해 주세요.")
        )


def _merge_twins(merge: HouseholdMerge, by) -> list[int]:
    """Members of both with one name and birth date."""
    merges = []
    members = Person.objects.filter(merged_into=None, erased_at=None)
    known = {
        (person.name_key, person.birth_index): person for person in members.filter(household=merge.kept_id)
    }
    for person in members.filter(household=merge.absorbed_id).order_by("pk"):
        if twin := known.get((person.name_key, person.birth_index)):
            merges.append(merge_people(keep=twin, absorb=person, by=by, household_merge=merge).pk)
    return merges


def _between(moved: list[int], keep: Household) -> list[PersonMerge]:
    """Standing merges of one who goes with one who stays, the latest first."""
    standing = PersonMerge.objects.filter(split_at=None).order_by("-pk")
    stays = Person.objects.filter(household=keep).exclude(pk__in=moved).values("pk")
    goes_in = standing.filter(absorbed__in=moved, kept__in=stays)
    return list(goes_in | standing.filter(kept__in=moved, absorbed__in=stays))


def _learn_tong(keep: Household, absorb: Household) -> bool:
    if keep.tong_id or absorb.tong_id is None or keep.dong_id != absorb.dong_id:
        return False
    keep.tong, keep.ban = absorb.tong, absorb.ban
    keep.save(update_fields=["tong", "ban", "updated_at"])
    return True


def _spells(household_id: int) -> list[Spell]:
    fields = ("starts_on", "ends_on", "dong_id", "place", "ended_reason")
    rows = HouseholdPeriod.objects.filter(household=household_id).order_by("starts_on", "id")
    return [Spell(*row) for row in rows.values_list(*fields)]


def _join_spells(merge: HouseholdMerge) -> int | None:
    """Void the spells of both and write those of the one; returns the row that runs on."""
    spells = one_household(_spells(merge.kept_id), _spells(merge.absorbed_id))
    HouseholdPeriod.objects.filter(household__in=(merge.kept_id, merge.absorbed_id)).update(voided_by=merge)
    made = [
        HouseholdPeriod.objects.create(
            household_id=merge.kept_id,
            dong_id=spell.dong_id,
            place=spell.place,
            starts_on=spell.starts_on,
            ends_on=spell.ends_on,
            ended_reason=spell.ended_reason,
            made_by=merge,
        )
        for spell in spells
    ]
    return next((row.pk for row in made if row.ends_on is None), None)


def _part_spells(merge: HouseholdMerge) -> None:
    """Void what the merge made and let the former spells stand again; what happened since is followed up."""
    ran = HouseholdPeriod.with_voided.filter(pk=merge.carried["open_spell"]).first()
    HouseholdPeriod.objects.filter(made_by=merge).update(voided_by=merge)
    former = HouseholdPeriod.with_voided.filter(voided_by=merge).exclude(made_by=merge)
    if ran is not None and ran.ends_on is not None:
        for row in former.filter(ends_on=None):
            row.ends_on, row.ended_reason = max(ran.ends_on, row.starts_on), ran.ended_reason
            row.save(update_fields=["ends_on", "ended_reason"])
    places = dict(former.order_by("starts_on", "id").values_list("household_id", "place"))
    former.update(voided_by=None)
    for household in (merge.kept, merge.absorbed):
        members = EnrollmentPeriod.objects.filter(person__in=people_of(household))
        if members.filter(ended_reason=EndReason.REVERSED).exists():
            cut_to_members(household)
        running = [days.starts_on for days in days_of(household) if days.ends_on == FOREVER]
        since = min(running, default=timezone.localdate())
        sync_period(lock(household.pk), day=since, place=places.get(household.pk, "other"))
