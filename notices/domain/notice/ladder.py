"""The ladder of a notice: message after message, until it is seen or goes on paper in time.

A rung is taken in one transaction with its message, its evidence and the time of the next: a worker that dies
leaves all of it or nothing, and two workers never hold the same notice. Times are the database's.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain import bells
from notices.domain.notice import postbox
from notices.domain.notice.days import sendable_at
from notices.domain.notice.fallback import many_to_paper, paper_due, to_paper
from notices.domain.notice.too_late import is_too_late
from notices.enums import PENDING_STATES, SENT_STATES, DeliveryState
from notices.enums.notice import PAPER_VERDICTS, NoticeState, PaperReason, RollVerdict, RoundState
from notices.models import AddressedNotice, NoticeMessage, NoticeRound
from notices.notice_terms import Rung, rungs_of
from notices.queries.standing import bars, usable
from portal.common.clock import now_of_the_database

__all__ = ["climb_due", "paper_due", "start", "to_paper"]

logger = logging.getLogger(__name__)

BATCH = 250
RUN_SECONDS = 4
"""What is left then waits for the next run, which is rung for: others share the clock."""

MAY_ARRIVE = PENDING_STATES | SENT_STATES | {DeliveryState.UNCONFIRMED}
"""Of a message in one of these states nobody can say that it failed."""

_MOVE = """
UPDATE notices_addressednotice n
   SET rung = v.rung, next_at = v.next_at
  FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS v (id, rung, next_at)
 WHERE n.id = v.id"""


@transaction.atomic
def start(round: NoticeRound) -> None:
    """Let an approved round go: who is matched onto the first rung, everybody else on paper at once.

    Call in the transaction of the approval. When paper is due before anything may go out, nobody climbs.
    """
    rows = AddressedNotice.objects.filter(round=round, state=NoticeState.DRAFT)
    for verdict in PAPER_VERDICTS:
        ids = list(rows.filter(verdict=verdict).values_list("pk", flat=True))
        many_to_paper(ids, reason=PaperReason(verdict.value))
    matched, now = rows.filter(verdict=RollVerdict.MATCHED), now_of_the_database()
    if is_too_late(round, now):
        many_to_paper(list(matched.values_list("pk", flat=True)), reason=PaperReason.LATE)
        return
    first = rungs_of(round.terms)[0]
    matched.update(state=NoticeState.SERVING, next_at=after(first, now))
    bells.ring_climb()


def climb_due() -> int:
    """Take the next rung of every notice whose time has come; returns how many were looked at.

    One that cannot go out is logged and left, and nobody else waits for it.
    """
    over_at, looked_at, last = monotonic() + RUN_SECONDS, 0, 0
    while ids := _due(last):
        if monotonic() > over_at:
            bells.ring_climb()
            break
        _climb_apart(ids)
        looked_at, last = looked_at + len(ids), ids[-1]
    postbox.ring_if_idle()
    return looked_at


def _due(last: int) -> list[int]:
    due = AddressedNotice.objects.filter(pk__gt=last, state=NoticeState.SERVING, next_at__lte=Now())
    return list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _climb_apart(ids: Sequence[int]) -> None:
    try:
        _climb(ids)
    except Exception as error:  # noqa: BLE001 whatever one trips over, those behind it have a deadline
        if connection.connection is None or not connection.is_usable():
            raise
        if len(ids) == 1:
            # The type alone: what an error says may hold a name or an address.
            logger.error("notice %d cannot go out (%s)", ids[0], type(error).__name__)
            return
        half = len(ids) // 2
        _climb_apart(ids[:half])
        _climb_apart(ids[half:])


@transaction.atomic
def _climb(ids: Sequence[int]) -> None:
    locked = AddressedNotice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk__in=ids, state=NoticeState.SERVING, next_at__lte=Now(), round__state=RoundState.SERVING
    )
    related = ("round__terms__alimtalk_template", "round__kind", "round__district")
    notices = list(locked.select_related(*related).defer("roll", "address").order_by("pk"))
    if not notices:
        return
    now, tried = now_of_the_database(), _tried(notices)
    barred = bars((notice.person_id, notice.round.kind.service_id) for notice in notices)
    contacts = _contacts([person for (person, _service), bar in barred.items() if bar is None])
    postings, leaving = [], {}
    for notice in notices:
        bar = barred[notice.person_id, notice.round.kind.service_id]
        reached = contacts.get(notice.person_id, {})
        step = bar.paper_reason if bar else _next_step(notice, reached, tried.get(notice.pk, []), now)
        if isinstance(step, PaperReason):
            leaving.setdefault(step, []).append(notice.pk)
        elif step is None:
            notice.next_at = None
        else:
            postings.append(step)
            _move_up(notice, step.rung, now)
    postbox.post(postings, at=now)
    _write_down(notices)
    for reason, pks in leaving.items():
        many_to_paper(pks, reason=reason)


def _next_step(
    notice: AddressedNotice,
    contacts: dict[str, ContactPoint],
    tried: Sequence[NoticeMessage],
    now: datetime,
) -> "postbox.Posting | PaperReason | None":
    """The next message, or why it goes on paper; None when all rungs are taken and one may still arrive."""
    if _is_late(notice.round, now):
        return PaperReason.NOT_SEEN
    bounced = {message.contact_id for message in tried if message.state == DeliveryState.BOUNCED}
    rungs = rungs_of(notice.round.terms)
    for number in range(0 if notice.rung is None else notice.rung + 1, len(rungs)):
        contact = contacts.get(rungs[number].channel.contact_kind)
        if contact and contact.pk not in bounced:
            return postbox.Posting(notice, number, rungs[number], contact)
    return None if any(message.state in MAY_ARRIVE for message in tried) else PaperReason.NO_CONTACT


def _move_up(notice: AddressedNotice, rung: int, now: datetime) -> None:
    rungs = rungs_of(notice.round.terms)
    notice.rung = rung
    notice.next_at = after(rungs[rung + 1], now) if rung + 1 < len(rungs) else None


def _write_down(notices: Sequence[AddressedNotice]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            [
                [notice.pk for notice in notices],
                [notice.rung for notice in notices],
                [notice.next_at for notice in notices],
            ],
        )


def _contacts(person_ids: Sequence[int]) -> dict[int, dict[str, ContactPoint]]:
    found: dict[int, dict[str, ContactPoint]] = {}
    for contact in usable(person_ids):
        found.setdefault(contact.person_id, {})[contact.kind] = contact
    return found


def _tried(notices: Sequence[AddressedNotice]) -> dict[int, list[NoticeMessage]]:
    tried: dict[int, list[NoticeMessage]] = {}
    for message in NoticeMessage.objects.filter(notice__in=notices):
        tried.setdefault(message.notice_id, []).append(message)
    return tried


def after(rung: Rung, moment: datetime) -> datetime:
    """When a rung is taken whose wait began at `moment`; nights, weekends and holidays move it on."""
    return sendable_at(moment + timedelta(hours=rung.after_hours))


def _is_late(round: NoticeRound, now: datetime) -> bool:
    return timezone.localdate(now) >= round.paper_on
