"""What became of the messages of a notice: copied from the outbox, which forgets, into rows and evidence.

Receipts come late, repeated and out of order; the outbox has settled that before anything is copied here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from enrollment.domain import contact
from notices.domain.notice import evidence
from notices.domain.notice.days import sendable_at
from notices.domain.outbox import reference_of
from notices.enums import ARRIVED_STATES, PENDING_STATES, UNSENT_STATES
from notices.enums.notice import EventKind, NoticeState
from notices.gateways import codes
from notices.models import AddressedNotice, NoticeMessage, Receipt
from portal.common.clock import now_of_the_database

BATCH = 500
NEWS_AFTER_CLOSING = timedelta(days=14)
"""A receipt comes within days. Rounds closed longer ago are not read again, run after run."""

_IS_NEWS = """
m.id = x.message_id AND m.state <> ALL(%(pending)s)
   AND (x.state, x.reason, x.handed_over_at, x.delivered_at)
       IS DISTINCT FROM (m.state, m.reason, m.handed_over_at, m.delivered_at)"""

_WITH_NEWS = f"""
SELECT x.id
  FROM notices_noticeround r
  JOIN notices_addressednotice n ON n.round_id = r.id
  JOIN notices_noticemessage x ON x.notice_id = n.id, notices_directmessage m
 WHERE (r.closed_at IS NULL OR r.closed_at > statement_timestamp() - %(late)s)
   AND x.id > %(after)s AND {_IS_NEWS}
 ORDER BY x.id LIMIT %(most)s"""

_COPY = f"""
UPDATE notices_noticemessage x
   SET state = m.state, reason = m.reason, handed_over_at = m.handed_over_at, delivered_at = m.delivered_at
  FROM notices_directmessage m
 WHERE x.id = ANY(%(ids)s) AND {_IS_NEWS}
RETURNING x.notice_id, x.rung, x.channel, x.contact_id, x.message_id, m.gateway_ref, x.state, x.reason,
          x.handed_over_at, x.delivered_at"""

_MOVE = """
UPDATE notices_addressednotice n
   SET arrived_at = v.arrived_at, next_at = v.next_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS v (id, arrived_at, next_at)
 WHERE n.id = v.id"""

_PENDING = [str(state) for state in PENDING_STATES]


@dataclass(frozen=True, slots=True)
class _News:
    """What became of one message."""

    notice_id: int
    rung: int
    channel: str
    contact_id: int | None
    message_id: int
    gateway_ref: str
    state: str
    reason: str
    handed_over_at: datetime | None
    delivered_at: datetime | None


def follow_messages() -> int:
    """Copy what is new; returns how many messages there was news of.

    A rung that failed lets the next one come at once, in the hours messages may go out.
    """
    followed, last = 0, 0
    while ids := _with_news(last):
        news = _follow(ids)
        # After the commit: whoever changes a contact locks it before the notices of its person.
        contact.mark_dead(contact_ids=_gone(news), reason="e_notice", by=None)
        followed, last = followed + len(news), ids[-1]
    return followed


def _with_news(after: int) -> list[int]:
    """What only waits in the outbox is no news."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WITH_NEWS, {"after": after, "most": BATCH, "pending": _PENDING, "late": NEWS_AFTER_CLOSING}
        )
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def _follow(ids: Sequence[int]) -> Sequence[_News]:
    """The notices are locked first, as everywhere: nobody climbs or sees one meanwhile."""
    of_them = NoticeMessage.objects.filter(pk__in=ids).values("notice")
    locked = AddressedNotice.objects.select_for_update().filter(pk__in=of_them).order_by("pk")
    notices = {notice.pk: notice for notice in locked.only("state", "rung", "next_at", "arrived_at")}
    with connection.cursor() as cursor:
        cursor.execute(_COPY, {"ids": list(ids), "pending": _PENDING})
        news = sorted((_News(*row) for row in cursor.fetchall()), key=lambda one: one.message_id)
    receipts = _receipts(news)
    evidence.record_many([_entry(one, receipts[one.message_id]) for one in news])
    _move(notices, news)
    return news


def _gone(news: Sequence[_News]) -> list[int]:
    """Contacts of which a provider said that there is no such number or mailbox."""
    return sorted(
        one.contact_id
        for one in news
        if one.contact_id and one.state in UNSENT_STATES and codes.says_gone(one.channel, one.reason)
    )


def _move(notices: dict[int, AddressedNotice], news: Sequence[_News]) -> None:
    now = now_of_the_database()
    changed = {}
    for one in news:
        notice = notices[one.notice_id]
        if one.state in ARRIVED_STATES and (notice.arrived_at or now) >= (one.delivered_at or now):
            notice.arrived_at = one.delivered_at or now
            changed[notice.pk] = notice
        if _lets_the_next_come(notice, one):
            notice.next_at = sendable_at(now)
            changed[notice.pk] = notice
    rows = changed.values()
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE, [list(changed), [row.arrived_at for row in rows], [row.next_at for row in rows]]
        )


def _lets_the_next_come(notice: AddressedNotice, one: _News) -> bool:
    """A failure of the rung the notice stands on, or any when no rung is left: the ladder judges again."""
    if notice.state != NoticeState.SERVING or one.state not in UNSENT_STATES:
        return False
    return one.rung == notice.rung or notice.next_at is None


def _receipts(news: Sequence[_News]) -> dict[int, list[dict]]:
    """Codes and times of what providers reported, by message."""
    names = {reference_of(one.message_id): one.message_id for one in news}
    names |= {one.gateway_ref: one.message_id for one in news if one.gateway_ref}
    found: dict[int, list[dict]] = defaultdict(list)
    told = Receipt.objects.filter(reference__in=names).order_by("received_at", "id")
    for receipt in told.only("provider", "reference", "status_code", "occurred_at", "received_at"):
        found[names[receipt.reference]].append(
            {
                "receipt": receipt.pk,
                "provider": receipt.provider,
                "code": receipt.status_code,
                "at": receipt.occurred_at or receipt.received_at,
            }
        )
    return found


def _entry(one: _News, receipts: list[dict]) -> evidence.Entry:
    detail = asdict(one) | {"message": reference_of(one.message_id), "receipts": receipts}
    del detail["notice_id"], detail["contact_id"], detail["message_id"]
    return evidence.Entry(one.notice_id, EventKind.WIRE, detail)
