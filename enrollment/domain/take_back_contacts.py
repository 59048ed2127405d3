"""Contacts of an application that is taken back: what it brought ends, what it pushed aside is used again."""

from collections.abc import Sequence
from datetime import datetime

from enrollment.domain.contact import stop_sign_in
from enrollment.enums import ContactKind, ContactState
from enrollment.models import Application, ContactPoint, Person, PersonMerge
from portal.accounts.residents import forget_account
from portal.common import audit


def take_back_contacts(
    application: Application,
    *,
    person: Person,
    records: Sequence[int],
    others: Sequence[Application],
    at: datetime,
    by,
) -> int:
    """End the contacts the form brought, and put back those it pushed aside; returns how many ended.

    `person` is the record in use, `records` that one and all joined to it, `others` their applications that
    stand. A later form of the person named its own number, so what is in use since then is that one's.
    """
    if any(other.entered_at > application.entered_at for other in others):
        return 0
    merges = list(PersonMerge.objects.filter(kept__in=records, split_at=None))
    count = 0
    for kind in ContactKind.values:
        brought = ContactPoint.objects.filter(
            person=application.person_id, kind=kind, started_at=application.entered_at
        ).first()
        if brought is None:
            continue
        current = _in_use(person, brought, merges)
        if current is None:
            continue
        former = _pushed_aside(brought, records, merges)
        _end(current, at)
        count += 1
        if former is not None:
            _use_again(former, person, at)
            _shut_out(person, current, former, by)
    return count


def _in_use(person: Person, brought: ContactPoint, merges: list[PersonMerge]) -> ContactPoint | None:
    """The form's contact, or its copy in the record the person's was joined to, when it is in use."""
    in_use = ContactPoint.objects.filter(person=person, kind=brought.kind, ended_at=None)
    # A message of a notice names its contact meanwhile: `no_key` lets it, nobody changes the key.
    current = in_use.select_for_update(no_key=True).first()
    copies = {pk for merge in merges for pk in merge.carried["contacts_opened"]}
    if current is None or current.index != brought.index:
        return None
    return current if current.pk == brought.pk or current.pk in copies else None


def _pushed_aside(
    brought: ContactPoint, records: Sequence[int], merges: list[PersonMerge]
) -> ContactPoint | None:
    """What was used before it: replaced by the form itself, or when the records were joined."""
    points = ContactPoint.objects.filter(person__in=records, kind=brought.kind).exclude(index=brought.index)
    by_form = points.filter(
        person=brought.person_id, ended_at=brought.started_at, state=ContactState.REPLACED
    ).first()
    if by_form is not None:
        return by_form
    by_merge = [
        int(pk)
        for merge in merges
        for key in ("contacts_replaced", "contacts_ended")
        for pk, state in merge.carried[key].items()
        if state == ContactState.ACTIVE
    ]
    return points.filter(pk__in=by_merge).order_by("-started_at", "-id").first()


def _end(contact: ContactPoint, at: datetime) -> None:
    contact.ended_at = at
    if contact.state == ContactState.ACTIVE:
        contact.state = ContactState.ENDED
    contact.save(update_fields=["ended_at", "state"])


def _use_again(former: ContactPoint, person: Person, at: datetime) -> None:
    if former.person_id != person.pk:
        former.pk, former.person, former.started_at = None, person, at
        former._state.adding = True
    former.ended_at, former.state = None, ContactState.ACTIVE
    former.save()


def _shut_out(person: Person, current: ContactPoint, former: ContactPoint, by) -> None:
    """Whoever took over the record with the form's number has it no more; the account of the former stays."""
    user = person.user
    if user is None:
        return
    opens = set(user.handles.filter(kind=current.kind).values_list("index", flat=True))
    if current.index not in opens:
        return
    if former.index in opens:
        stop_sign_in(current)
        return
    person.user = None
    person.save(update_fields=["user", "updated_at"])
    forget_account(user)
    audit.record(by=by, action="person.unlink", obj=person, former=user.pk)
