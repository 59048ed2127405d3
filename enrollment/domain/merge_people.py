"""Two records of one person become one, and two again when that was wrong.

What runs for the absorbed record passes to the kept one, so that nothing is counted or sent twice; its own
history stays with it. Taking it back gives back what was passed on, unless the person has ended it since.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.household import lock
from enrollment.domain.merge_periods import pass_services, return_services
from enrollment.domain.tell import tell_contacts
from enrollment.enums import ContactState
from enrollment.models import (
    Consent,
    ContactPoint,
    HouseholdMerge,
    Person,
    PersonMerge,
)
from enrollment.queries.consents import latest_consents
from enrollment.signals import people_merged, people_split
from portal.common import audit

GIVEN_UP = "두 번 등록된 분을 한 사람으로 정리해 이 연락처는 쓰지 않습니다."


@transaction.atomic
def merge_people(
    *, keep: Person, absorb: Person, by, household_merge: HouseholdMerge | None = None
) -> PersonMerge:
    """Make `absorb` and `keep` one person. Raises ValidationError unless both are members of one household.

    As part of `household_merge`, whose households the caller holds, they are members of its two.
    """
    if household_merge is None:
        lock(keep.household_id)
    keep, absorb = _locked(keep.pk, absorb.pk)
    if (
        keep.pk == absorb.pk
        or keep.merged_into_id
        or absorb.merged_into_id
        or keep.erased_at
        or absorb.erased_at
    ):
        raise ValidationError(_("합칠 수 없는 두 사람입니다. 이미 합쳤는지 확인해 주세요."))
    if household_merge is None and keep.household_id != absorb.household_id:
        raise ValidationError(_("다른 세대의 사람입니다. 두 세대를 먼저 합쳐 주세요."))
    now = timezone.now()
    merge = PersonMerge(
        kept=keep, absorbed=absorb, merged_at=now, merged_by=by, household_merge=household_merge
    )
    merge.carried = {
        **pass_services(keep, absorb),
        **_pass_contacts(keep, absorb, now),
        "user": keep.user_id is None and absorb.user_id is not None,
    }
    merge.save()
    merge.carried["consents"] = _pass_consents(merge, by)
    merge.save(update_fields=["carried"])
    if merge.carried["user"]:
        keep.user_id = absorb.user_id
        keep.save(update_fields=["user", "updated_at"])
    absorb.merged_into = keep
    absorb.save(update_fields=["merged_into", "updated_at"])
    people_merged.send(sender=PersonMerge, merge=merge)
    audit.record(by=by, action="person.merge", obj=keep, absorbed=absorb.pk, merge=merge.pk)
    return merge


@transaction.atomic
def split_people(*, merge: PersonMerge, by) -> PersonMerge:
    """Take the joining of two people back. Twice changes nothing.

    Raises ValidationError when the kept record was joined to another one since, or when the merge is part of
    one of households that stands.
    """
    lock(merge.kept.household_id)
    keep, absorb = _locked(merge.kept_id, merge.absorbed_id)
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.split_at is not None:
        return merge
    if merge.household_merge_id and merge.household_merge.split_at is None:
        raise ValidationError(_("세대를 합치면서 한 사람으로 합쳤습니다. 세대 합침을 되돌려 주세요."))
    later = PersonMerge.objects.filter(kept=keep, split_at=None, pk__gt=merge.pk)
    if keep.merged_into_id or later.exists():
        raise ValidationError(_("나중에 합친 사람이 있습니다. 나중 것부터 차례로 되돌려 주세요."))
    now = timezone.now()
    absorb.merged_into = None
    absorb.save(update_fields=["merged_into", "updated_at"])
    return_services(merge)
    _return_contacts(merge, now)
    _return_consents(merge, by, now)
    if merge.carried["user"] and keep.user_id == absorb.user_id:
        keep.user = None
        keep.save(update_fields=["user", "updated_at"])
    merge.split_at, merge.split_by = now, by
    merge.save(update_fields=["split_at", "split_by"])
    people_split.send(sender=PersonMerge, merge=merge)
    audit.record(by=by, action="person.split", obj=keep, absorbed=absorb.pk, merge=merge.pk)
    return merge


def _locked(first: int, second: int) -> tuple[Person, Person]:
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=(first, second)).order_by("pk")
    found = {person.pk: person for person in people}
    return found[first], found[second]


def _pass_contacts(keep: Person, absorb: Person, now: datetime) -> dict:
    """One open contact of each kind: a confirmed one before one that is not, else the one given last.

    Whoever is reached somewhere else from now on learns of it where the person was reached before.
    """
    own = {contact.kind: contact for contact in ContactPoint.objects.filter(person=keep, ended_at=None)}
    ended, opened, replaced, given_up = {}, [], {}, []
    for contact in ContactPoint.objects.filter(person=absorb, ended_at=None):
        ended[str(contact.pk)] = contact.state
        current = own.get(contact.kind)
        if current is not None:
            if contact.index == current.index:
                continue
            if not _is_better(contact, current):
                given_up.append(contact)
                continue
            given_up.append(current)
            replaced[str(current.pk)] = current.state
            ContactPoint.objects.filter(pk=current.pk).update(ended_at=now, state=ContactState.REPLACED)
        opened.append(_copy(contact, keep, now).pk)
    ContactPoint.objects.filter(pk__in=ended).update(ended_at=now, state=ContactState.REPLACED)
    in_use = [contact for contact in given_up if contact.state == ContactState.ACTIVE]
    tell_contacts(in_use, purpose="contact_changed", text=GIVEN_UP)
    return {"contacts_ended": ended, "contacts_opened": opened, "contacts_replaced": replaced}


def _is_better(contact: ContactPoint, current: ContactPoint) -> bool:
    if contact.state != ContactState.ACTIVE:
        return False
    if current.state != ContactState.ACTIVE:
        return True
    return _rank(contact) > _rank(current)


def _rank(contact: ContactPoint) -> tuple[bool, datetime]:
    return contact.verified_at is not None, contact.started_at


def _copy(contact: ContactPoint, person: Person, now: datetime) -> ContactPoint:
    return ContactPoint.objects.create(
        person=person,
        kind=contact.kind,
        value=contact.value,
        index=contact.index,
        state=contact.state,
        verified_at=contact.verified_at,
        started_at=now,
    )


def _return_contacts(merge: PersonMerge, now: datetime) -> None:
    """Contacts go back, unless the person gave them up since: a changed or ended one stays as it is."""
    carried = merge.carried
    kept_here = ContactPoint.objects.filter(person=merge.kept_id, ended_at=None).exists()
    opened = ContactPoint.objects.filter(pk__in=carried["contacts_opened"], ended_at=None)
    kinds = set(opened.values_list("kind", flat=True))
    opened.update(ended_at=now, state=ContactState.REPLACED)
    for pk, state in carried["contacts_replaced"].items():
        ContactPoint.objects.filter(pk=pk, kind__in=kinds).update(ended_at=None, state=state)
    if kept_here:
        for pk, state in carried["contacts_ended"].items():
            ContactPoint.objects.filter(pk=pk).update(ended_at=None, state=state)


def _pass_consents(merge: PersonMerge, by) -> dict:
    """The later answer of the two records holds. Returns what the kept record had answered before."""
    own, others = latest_consents(merge.kept), latest_consents(merge.absorbed)
    before = {}
    for purpose, answer in others.items():
        current = own.get(purpose)
        if current is None or (answer.pk > current.pk and answer.given != current.given):
            copy = _append(merge.kept, answer, answer.given, by, merge.merged_at, {"merge": merge.pk})
            before[purpose] = {"copy": copy.pk, "given": bool(current and current.given)}
    return before


def _return_consents(merge: PersonMerge, by, now: datetime) -> None:
    own, others = latest_consents(merge.kept), latest_consents(merge.absorbed)
    evidence = {"split": merge.pk}
    for purpose, before in merge.carried["consents"].items():
        current = own[purpose]
        if current.pk == before["copy"] and current.given != before["given"]:
            _append(merge.kept, current, before["given"], by, now, evidence)
    for purpose, answer in own.items():
        known = others.get(purpose)
        if known and known.given and not answer.given and answer.at > merge.merged_at:
            _append(merge.absorbed, known, False, by, now, evidence)


def _append(person: Person, answer: Consent, given: bool, by, at: datetime, evidence: dict) -> Consent:
    return Consent.objects.create(
        person=person,
        text_id=answer.text_id,
        purpose=answer.purpose,
        given=given,
        method=answer.method,
        at=at,
        application_id=answer.application_id,
        recorded_by=by,
        evidence=evidence,
    )
