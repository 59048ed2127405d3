"""Contacts of a person: one open phone and one open email; a change closes the old one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from enrollment.enums import ContactKind, ContactState
from enrollment.models import ContactPoint, Person
from portal.common import audit


def is_reached_at(person: Person, mobile: str) -> bool:
    """Whether `mobile` is the person's open number, or the person has none yet."""
    current = ContactPoint.objects.filter(person=person, kind=ContactKind.MOBILE, ended_at=None).first()
    return current is None or current.index == ContactPoint.index_of(ContactKind.MOBILE, mobile)


def set_contact(person: Person, *, kind: str, value: str, at: datetime, verified: bool) -> ContactPoint:
    """Make `value` (normalised) the open contact of `kind`. The same value again is left as it is."""
    index = ContactPoint.index_of(kind, value)
    current = ContactPoint.objects.select_for_update().filter(person=person, kind=kind, ended_at=None).first()
    if current and current.index == index and current.state == ContactState.ACTIVE:
        if verified and current.verified_at is None:
            current.verified_at = at
            current.save(update_fields=["verified_at"])
        return current
    if current:
        current.ended_at = at
        if current.state == ContactState.ACTIVE:
            current.state = ContactState.REPLACED
        current.save(update_fields=["ended_at", "state"])
        _stop_sign_in(current)
    return ContactPoint.objects.create(
        person=person,
        kind=kind,
        value=value,
        index=index,
        started_at=at,
        verified_at=at if verified else None,
    )


def _stop_sign_in(given_up: ContactPoint) -> None:
    """A number given up goes to a stranger one day: it opens the account no more, unless a member of the
    family who shares the account still uses it."""
    user = given_up.person.user
    shared = ContactPoint.objects.filter(
        person__user=user, kind=given_up.kind, index=given_up.index, ended_at=None
    )
    if user is not None and not shared.exists():
        user.handles.filter(kind=given_up.kind, index=given_up.index).delete()


@transaction.atomic
def mark_dead(*, contact_ids: Iterable[int], reason: str, by) -> int:
    """Stop using contacts a provider reported as not existing; they stay the person's open contacts until
    changed. Returns how many were in use. `reason` is a short code.
    """
    contacts = ContactPoint.objects.select_for_update().filter(
        pk__in=contact_ids, state=ContactState.ACTIVE, ended_at=None
    )
    dead = list(contacts.defer("value").order_by("pk"))
    for contact in dead:
        contact.state = ContactState.DEAD
        contact.save(update_fields=["state"])
        audit.record(by=by, action="contact.dead", obj=contact, reason=reason)
    return len(dead)
