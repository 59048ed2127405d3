"""Seen by the right person: the page of a notice opens after a birth date or a code, never by a mere look.

Whoever has the address alone learns who sent something, and nothing else. Five wrong tries close it for half
an hour, the next five for twice as long, and after the third five a birth date opens it no more: there are
few enough of them to try. Who is signed in opens it from the own page meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain.notice import evidence, fallback
from notices.enums.notice import (
    EventKind,
    NoticeState,
    PaperReason,
    RequestKind,
    RequestState,
    RoundState,
    SeenBy,
)
from notices.models import AddressedNotice, NoticeRequest
from portal.accounts import verification
from portal.common import audit

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
"""The first time; twice as long each time after it, up to `LOCKED_AT_MOST`."""
LOCKED_AT_MOST = timedelta(days=1)
GUESSES = 3 * MAX_TRIES
"""After so many wrong tries since it was last opened only a code or the account opens it."""
LINK_DAYS_AFTER_EVENT = 30
"""An address and a birth date are a weak key: later only the signed-in owner gets in."""

_NOT_BY_VIEWING = frozenset({PaperReason.WITHDRAWN, PaperReason.LEFT, PaperReason.NOT_ME})
"""On paper for one of these, a look at the page does not serve the notice."""


class Closed(StrEnum):
    """Why a page does not open any more."""

    CANCELLED = "cancelled"
    NOT_ME = "not_me"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try came to. `left`: tries until it locks, 0 when this way is closed; `locked_until` when it
    is or was locked."""

    opened: bool
    left: int = 0
    locked_until: datetime | None = None


def named_by(token: str) -> AddressedNotice | None:
    """The notice at an address; None where there is none, or nothing of it is kept."""
    found = AddressedNotice.objects.filter(token=token, erased_at=None, document__isnull=False)
    return found.select_related("round__kind", "round__terms", "round__district", "person").first()


def closed(notice: AddressedNotice, *, by_link: bool) -> Closed | None:
    """Why the page stays shut, if it does. `by_link`: for somebody who holds no more than the address."""
    if notice.state in (NoticeState.STOPPED, NoticeState.DRAFT) or notice.round.state == RoundState.CANCELLED:
        return Closed.CANCELLED
    # Not a filter: the list of somebody's notices has read the requests already.
    if any(_says_not_me(request, notice) for request in notice.requests.all()):
        return Closed.NOT_ME
    last_day = notice.round.event_on + timedelta(days=LINK_DAYS_AFTER_EVENT)
    if by_link and (timezone.localdate() > last_day or notice.person is None or notice.person.erased_at):
        return Closed.EXPIRED
    return None


def _says_not_me(request: NoticeRequest, notice: AddressedNotice) -> bool:
    """Of one that was seen, the word of somebody who never opened it counts once the office grants it."""
    if request.kind != RequestKind.NOT_ME or request.state == RequestState.REFUSED:
        return False
    return request.state == RequestState.GRANTED or notice.state != NoticeState.SEEN


def try_birth_date(*, notice: AddressedNotice, typed: date, origin: str = "") -> Tried:
    """Open with the birth date of the roll, or the one the person enrolled with."""
    known = {notice.birth_date, notice.person.birth_date if notice.person else None} - {None}
    return _try(notice, SeenBy.BIRTH_DATE, lambda: typed in known, origin)


def takes_birth_date(notice: AddressedNotice) -> bool:
    """Whether a birth date may still open it: not after too many wrong tries."""
    return notice.failed_views < GUESSES


def contacts_of(notice: AddressedNotice) -> dict[str, ContactPoint]:
    """Where a code may go, by kind: the contacts the person designated and that take messages."""
    usable = ContactPoint.objects.filter(
        person=notice.person_id, ended_at=None, state=ContactState.ACTIVE
    ).order_by("-kind")
    return {contact.kind: contact for contact in usable}


def send_code(*, notice: AddressedNotice, kind: str, request) -> None:
    """Send a code to the designated contact. Raises ValidationError without one, when locked or too often."""
    contact = contacts_of(notice).get(kind)
    if contact is None:
        raise ValidationError(_("그 방법으로는 보낼 수 없습니다. 생년월일로 확인해 주세요."))
    if locked_until(notice):
        raise ValidationError(_("지금은 잠겨 있습니다. 잠시 뒤에 다시 시도해 주세요."))
    verification.send_code(kind=kind, value=contact.value, request=request)


def try_code(*, notice: AddressedNotice, kind: str, typed: str, origin: str = "") -> Tried:
    """Open with the code that was sent to the designated contact of this kind."""
    contact = contacts_of(notice).get(kind)

    def is_right() -> bool:
        return contact is not None and verification.check_code(kind=kind, value=contact.value, code=typed)

    return _try(notice, SeenBy.CODE, is_right, origin)


def locked_until(notice: AddressedNotice) -> datetime | None:
    """Until when nobody gets in by the link; None when it is not locked."""
    until = notice.locked_until
    return until if until and until > timezone.now() else None


@transaction.atomic
def _try(notice: AddressedNotice, how: SeenBy, is_right: Callable[[], bool], origin: str) -> Tried:
    """Tries at one notice wait for each other: many at a time are still five."""
    row = AddressedNotice.objects.select_for_update().get(pk=notice.pk)
    if until := locked_until(row):
        return Tried(opened=False, locked_until=until)
    if how == SeenBy.BIRTH_DATE and not takes_birth_date(row):
        return Tried(opened=False)
    if is_right():
        _forgive(row)
        mark_seen(notice=notice, seen_by=how, by=None, origin=origin)
        return Tried(opened=True)
    row.failed_views += 1
    locks, tries = divmod(row.failed_views, MAX_TRIES)
    if tries == 0:
        row.locked_until = timezone.now() + _lock_of(locks)
        sealed = {"origin": origin} if origin else None
        # One event a lock: whoever has nothing but the address must not fill the evidence.
        evidence.record(row, EventKind.REFUSED_VIEW, sealed=sealed, method=str(how), tries=row.failed_views)
    row.save(update_fields=["failed_views", "locked_until"])
    if tries == 0:
        return Tried(opened=False, locked_until=row.locked_until)
    return Tried(opened=False, left=MAX_TRIES - tries)


def _lock_of(number: int) -> timedelta:
    """How long the lock of this number holds, from 1."""
    return min(LOCKED_FOR * 2 ** min(number - 1, 10), LOCKED_AT_MOST)


def _forgive(row: AddressedNotice) -> None:
    row.failed_views, row.locked_until = 0, None
    row.save(update_fields=["failed_views", "locked_until"])


@transaction.atomic
def mark_seen(*, notice: AddressedNotice, seen_by: SeenBy, by=None, origin: str = "") -> bool:
    """The right person has opened the notice; whether this served it. Every opening is evidence.

    The ladder ends and what waits in the outbox is not sent. Fields of `notice` are brought up to date.
    """
    row = AddressedNotice.objects.select_for_update(of=("self",)).select_related("round").get(pk=notice.pk)
    serves = _is_served_by_viewing(row)
    if serves:
        row.state, row.next_at = NoticeState.SEEN, None
        row.seen_at, row.seen_by = timezone.now(), seen_by
        row.save(update_fields=["state", "next_at", "seen_at", "seen_by"])
        fallback.hold_back([row.pk])
        audit.record(by=by, action="notice.seen", obj=row, method=str(seen_by))
    evidence.record(
        row,
        EventKind.VIEWED,
        by=by,
        at=row.seen_at if serves else None,
        sealed={"origin": origin} if origin else None,
        method=str(seen_by),
        serves=serves,
        document=row.document_hash,
    )
    notice.refresh_from_db(fields=["state", "next_at", "seen_at", "seen_by", "events", "head"])
    return serves


def _is_served_by_viewing(notice: AddressedNotice) -> bool:
    if timezone.localdate() > notice.round.event_on:
        return False
    if notice.state == NoticeState.ON_PAPER:
        return notice.paper_reason not in _NOT_BY_VIEWING
    return notice.state == NoticeState.SERVING


def may_sign(notice: AddressedNotice) -> bool:
    """Whether there is a receipt slip to sign: the notice was seen, and is not signed yet."""
    return notice.seen_at is not None and notice.signed_at is None


@transaction.atomic
def sign(*, notice: AddressedNotice, by=None) -> bool:
    """Sign the receipt slip (수령증); whether it was not signed before. Only after `mark_seen`.

    Raises ValidationError for a notice that was not seen electronically.
    """
    row = AddressedNotice.objects.select_for_update().get(pk=notice.pk)
    if row.seen_at is None:
        raise ValidationError(_("아직 열람하지 않은 통지입니다. 통지서를 먼저 열어 주세요."))
    is_first = row.signed_at is None
    if is_first:
        row.signed_at = timezone.now()
        row.save(update_fields=["signed_at"])
        evidence.record(row, EventKind.SIGNED, by=by, at=row.signed_at, document=row.document_hash)
        audit.record(by=by, action="notice.sign", obj=row)
    notice.refresh_from_db(fields=["signed_at", "events", "head"])
    return is_first
