"""Paper in time: a notice leaves the ladder, and why."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from notices.domain import outbox
from notices.domain.notice import evidence
from notices.enums import DeliveryState, StopReason
from notices.enums.notice import EventKind, NoticeState, PaperReason
from notices.models import AddressedNotice, DirectMessage
from portal.common import audit


@transaction.atomic
def to_paper(*, notice: AddressedNotice, reason: PaperReason, by=None) -> bool:
    """Put one notice on paper, from the ladder or from before it; whether it was not there already.

    Who says “not me” has seen it, and still it goes on paper. What waits in the outbox is not sent any more.
    Fields of `notice` are brought up to date.
    """
    moved = many_to_paper([notice.pk], reason=reason, by=by)
    if moved:
        audit.record(by=by, action="notice.to_paper", obj=notice, reason=str(reason))
    notice.refresh_from_db(fields=["state", "paper_reason", "on_paper_at", "next_at", "events", "head"])
    return bool(moved)


@transaction.atomic
def many_to_paper(notice_ids: Sequence[int], *, reason: PaperReason, by=None) -> list[int]:
    """The same for many; the ids of those that moved."""
    states = [NoticeState.DRAFT, NoticeState.SERVING]
    if reason == PaperReason.NOT_ME:
        states.append(NoticeState.SEEN)
    locked = AddressedNotice.objects.select_for_update().filter(pk__in=notice_ids, state__in=states)
    moved = list(locked.order_by("pk").values_list("pk", flat=True))
    AddressedNotice.objects.filter(pk__in=moved).update(
        state=NoticeState.ON_PAPER, paper_reason=reason, on_paper_at=timezone.now(), next_at=None
    )
    hold_back(moved)
    evidence.record_many(
        [evidence.Entry(pk, EventKind.TO_PAPER, {"reason": str(reason)}) for pk in moved], by=by
    )
    return moved


def hold_back(notice_ids: Sequence[int]) -> int:
    """Stop what waits in the outbox for these notices; how many messages."""
    waiting = DirectMessage.objects.filter(notice_message__notice__in=notice_ids, state=DeliveryState.QUEUED)
    return waiting.update(state=DeliveryState.WITHDRAWN, reason=StopReason.NOT_NEEDED, **outbox.ERASED)
