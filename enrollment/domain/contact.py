"""Contacts of a person: one open phone and one open email; a change closes the old one."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import receipt_link
from enrollment.domain.household import lock_with
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell_contacts
from enrollment.enums import ApplicationMethod, ChangeKind, ContactKind, ContactState
from enrollment.models import Application, Change, ContactPoint, EnrollmentPeriod, Person
from portal.accounts.residents import add_handle, find_by_contact
from portal.common import audit


def is_reached_at(person: Person, mobile: str) -> bool:
    """Whether somebody who holds `mobile` may act as the person without showing who they are.

    Who has an account is reached by a number that opens it; who has none by the number in use, or the last
    one used after leaving. Numbers of applications that were taken back were never the person's.
    """
    index = ContactPoint.index_of(ContactKind.MOBILE, mobile)
    if person.user is not None:
        return person.user.handles.filter(kind=ContactKind.MOBILE, index=index).exists()
    reversed_at = Application.objects.filter(person=person, reversal__isnull=False).values("entered_at")
    numbers = ContactPoint.objects.filter(person=person, kind=ContactKind.MOBILE)
    ended = numbers.exclude(ended_at=None).exclude(started_at__in=reversed_at)
    last = numbers.filter(ended_at=None).first() or ended.order_by("-ended_at", "-id").first()
    return last is None or last.index == index


def set_contact(person: Person, *, kind: str, value: str, at: datetime, verified: bool) -> ContactPoint:
    """Make `value` (normalised) the open contact of `kind`. The same value again is left as it is.

    What was replaced signs in until what replaced it is confirmed: a slip on paper locks nobody out.
    """
    opened = _open_contact(person, kind, value, at, verified)
    if verified:
        for former in ContactPoint.objects.filter(person=person, kind=kind, state=ContactState.REPLACED):
            stop_sign_in(former)
    return opened


def _open_contact(person: Person, kind: str, value: str, at: datetime, verified: bool) -> ContactPoint:
    index = ContactPoint.index_of(kind, value)
    points = ContactPoint.objects.select_for_update(no_key=True)
    current = points.filter(person=person, kind=kind, ended_at=None).first()
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
    return ContactPoint.objects.create(
        person=person,
        kind=kind,
        value=value,
        index=index,
        started_at=at,
        verified_at=at if verified else None,
    )


@transaction.atomic
def change_contact(*, person: Person, kind: str, value: str, proof: Proof, by) -> Change | None:
    """Make `value` (normalised) the person's phone or email; the former one is told, and signs in no more.

    Online a code sent to `value` came back before; at a desk the clerk saw who asks, and `proof` says how.
    Returns None when it is the contact already. Raises ValidationError when the person has left or, online,
    when the contact signs in to somebody else's account.
    """
    household, person = lock_with(person)
    if not EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists():
        raise ValidationError(_("탈퇴한 상태입니다. 다시 이용하려면 새로 신청해 주세요."))
    former = ContactPoint.objects.filter(person=person, kind=kind, ended_at=None).first()
    is_same = former is not None and former.index == ContactPoint.index_of(kind, value)
    if is_same and former.state == ContactState.ACTIVE:
        return None
    online = proof.method == ApplicationMethod.ONLINE
    if online:
        _refuse_contact_of_another(person, kind, value)
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.CONTACT, household=household, person=person, on=timezone.localdate(),
        proof=proof, by=by, at=now, contact=str(kind),
    )  # fmt: skip
    set_contact(person, kind=kind, value=value, at=now, verified=online)
    if former is not None and not is_same:
        stop_sign_in(former)
    if online and person.user is not None:
        add_handle(user=person.user, kind=kind, value=value)
    _tell_of_change(person, former if not is_same else None, kind, change)
    return change


def _refuse_contact_of_another(person: Person, kind: str, value: str) -> None:
    owner = find_by_contact(kind, value)
    if owner is not None and owner != person.user:
        raise ValidationError(
            _("다른 계정에서 로그인에 쓰는 연락처입니다. 다른 연락처를 입력하거나 동 주민센터에 알려 주세요.")
        )


def tell_replaced(replaced: Iterable[ContactPoint], *, application: Application) -> None:
    """Whoever had the number or address a form took away learns of it there, and may say that it is false."""
    text = f"신청서에 따라 연락처를 바꿨습니다. 접수번호 {application.receipt_no}"
    if receipt_link.has_link(application):
        text = f"{text}\n신청한 적이 없으면 여기서 알려 주세요.\n{receipt_link.url(application)}"
    in_use = [point for point in replaced if point.state != ContactState.DEAD]
    tell_contacts(in_use, purpose="contact_changed", text=text)


def _tell_of_change(person: Person, former: ContactPoint | None, kind: str, change: Change) -> None:
    """The former address first of all: whoever lost it without asking must learn of it there."""
    word = "휴대전화 번호" if kind == ContactKind.MOBILE else "이메일"
    text = f"{word}를 바꿨습니다. 접수번호 {change.receipt_no}"
    told = [former] if former is not None and former.state != ContactState.DEAD else []
    told += ContactPoint.objects.filter(person=person, ended_at=None, state=ContactState.ACTIVE)
    tell_contacts(told, purpose="contact_changed", text=text)


def stop_sign_in(given_up: ContactPoint) -> None:
    """A number given up or dead goes to a stranger one day: it opens the account no more, unless a member of
    the family who shares the account still uses it."""
    user = given_up.person.user
    shared = ContactPoint.objects.filter(
        person__user=user,
        kind=given_up.kind,
        index=given_up.index,
        ended_at=None,
        state=ContactState.ACTIVE,
    )
    if user is not None and not shared.exists():
        user.handles.filter(kind=given_up.kind, index=given_up.index).delete()


@transaction.atomic
def mark_dead(*, contact_ids: Iterable[int], reason: str, by) -> int:
    """Stop using contacts a provider reported as not existing, for signing in too; they stay the person's
    open contacts until changed. Returns how many were in use. `reason` is a short code.
    """
    contacts = ContactPoint.objects.select_for_update(no_key=True).filter(
        pk__in=contact_ids, state=ContactState.ACTIVE, ended_at=None
    )
    dead = list(contacts.defer("value").order_by("pk"))
    for contact in dead:
        contact.state = ContactState.DEAD
        contact.save(update_fields=["state"])
        stop_sign_in(contact)
        audit.record(by=by, action="contact.dead", obj=contact, reason=reason)
    return len(dead)
