"""What became of the messages of a notice: copied from the outbox, which forgets, into rows and evidence.

Receipts come late, repeated and out of order; the outbox has settled that before anything is copied here.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q

from notices.domain.notice import evidence
from notices.domain.notice.days import sendable_at
from notices.domain.outbox import reference_of
from notices.enums import ARRIVED_STATES, PENDING_STATES, UNSENT_STATES
from notices.enums.notice import EventKind, NoticeState
from notices.models import AddressedNotice, NoticeMessage, Receipt
from portal.common.clock import now_of_the_database

BATCH = 500
_COPIED = ("state", "reason", "handed_over_at", "delivered_at")
_IS_NEWS = (
    ~Q(state=F("message__state"))
    | ~Q(reason=F("message__reason"))
    | Q(handed_over_at=None, message__handed_over_at__isnull=False)
    | Q(delivered_at=None, message__delivered_at__isnull=False)
)


def follow_messages() -> int:
    """Copy what is new; returns how many messages there was news of.

    A rung that failed lets the next one come at once, in the hours messages may go out.
    """
    followed, last = 0, 0
    while ids := _with_news(last):
        followed, last = followed + _follow(ids), ids[-1]
    return followed


def _with_news(after: int) -> list[int]:
    """What only waits in the outbox is no news."""
    told = NoticeMessage.objects.filter(_IS_NEWS, pk__gt=after, message__isnull=False)
    told = told.exclude(message__state__in=PENDING_STATES)
    return list(told.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _follow(ids: Sequence[int]) -> int:
    """The notices are locked first, as everywhere: nobody climbs or sees one meanwhile."""
    of_them = AddressedNotice.objects.filter(messages__in=ids).order_by("pk").distinct().values("pk")
    locked = AddressedNotice.objects.select_for_update().filter(pk__in=of_them).order_by("pk")
    notices = {notice.pk: notice for notice in locked.only("state", "rung", "next_at", "arrived_at")}
    rows = NoticeMessage.objects.filter(_IS_NEWS, pk__in=ids).select_related("message").order_by("pk")
    messages = list(rows.exclude(message__state__in=PENDING_STATES))
    receipts = _receipts(messages)
    for row in messages:
        for name in _COPIED:
            setattr(row, name, getattr(row.message, name))
    NoticeMessage.objects.bulk_update(messages, _COPIED)
    evidence.record_many([_entry(row, receipts[row.message_id]) for row in messages])
    _move(notices, messages)
    return len(messages)


def _move(notices: dict[int, AddressedNotice], messages: Sequence[NoticeMessage]) -> None:
    now = now_of_the_database()
    changed = {}
    for row in messages:
        notice = notices[row.notice_id]
        if row.state in ARRIVED_STATES and (notice.arrived_at or now) >= (row.delivered_at or now):
            notice.arrived_at = row.delivered_at or now
            changed[notice.pk] = notice
        if _lets_the_next_come(notice, row):
            notice.next_at = sendable_at(now)
            changed[notice.pk] = notice
    AddressedNotice.objects.bulk_update(changed.values(), ["arrived_at", "next_at"])


def _lets_the_next_come(notice: AddressedNotice, row: NoticeMessage) -> bool:
    """A failure of the rung the notice stands on, or any when no rung is left: the ladder judges again."""
    if notice.state != NoticeState.SERVING or row.state not in UNSENT_STATES:
        return False
    return row.rung == notice.rung or notice.next_at is None


def _receipts(messages: Sequence[NoticeMessage]) -> dict[int, list[dict]]:
    """Codes and times of what providers reported, by message."""
    names = {reference_of(row.message_id): row.message_id for row in messages}
    names |= {row.message.gateway_ref: row.message_id for row in messages if row.message.gateway_ref}
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


def _entry(row: NoticeMessage, receipts: list[dict]) -> evidence.Entry:
    detail = {
        "rung": row.rung,
        "channel": row.channel,
        "message": reference_of(row.message_id),
        "gateway_ref": row.message.gateway_ref,
        "state": row.state,
        "reason": row.reason,
        "handed_over_at": row.handed_over_at,
        "delivered_at": row.delivered_at,
        "receipts": receipts,
    }
    return evidence.Entry(row.notice_id, EventKind.WIRE, detail)
