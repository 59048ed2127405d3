"""Paper in time: a notice leaves the ladder, and why."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from enrollment.models import Person
from notices.domain import outbox_results
from notices.domain.notice import evidence
from notices.enums import DeliveryState, StopReason
from notices.enums.notice import EventKind, NoticeState, PaperReason, RoundState
from notices.models import AddressedNotice, DirectMessage, NoticeRound
from notices.queries.standing import bars
from portal.common import audit
from portal.common.clock import now_of_the_database


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
    moved, now = list(locked.order_by("pk").values_list("pk", flat=True)), timezone.now()
    AddressedNotice.objects.filter(pk__in=moved).update(
        state=NoticeState.ON_PAPER, paper_reason=reason, on_paper_at=now, next_at=None
    )
    hold_back(moved)
    detail = {"reason": str(reason)}
    entries = [evidence.Entry(pk, EventKind.TO_PAPER, detail, at=now) for pk in moved]
    evidence.record_many(entries, by=by)
    return moved


def paper_due() -> int:
    """Put on paper whoever has seen nothing when the day of paper has come, and at any time whoever may not
    be served electronically any more; how many notices."""
    serving = NoticeRound.objects.filter(state=RoundState.SERVING).select_related("kind")
    moved = sum(_leave_barred(round) for round in serving)
    today = timezone.localdate(now_of_the_database())
    for round in serving.filter(paper_on__lte=today):
        moved += _close_ladder(round)
    return moved


@transaction.atomic
def _close_ladder(round: NoticeRound) -> int:
    left = AddressedNotice.objects.filter(round=round, state=NoticeState.SERVING)
    moved = many_to_paper(list(left.values_list("pk", flat=True)), reason=PaperReason.NOT_SEEN)
    if moved:
        audit.record(by=None, action="notice_round.to_paper", obj=round, notices=len(moved))
    return len(moved)


def _leave_barred(round: NoticeRound) -> int:
    """Nobody tells when a service alone ends, and after the last rung no climb asks."""
    service = round.kind.service_id
    waiting = AddressedNotice.objects.filter(round=round, state=NoticeState.SERVING, next_at=None)
    notices = list(waiting.values_list("pk", "person_id"))
    barred = bars((person, service) for _pk, person in notices)
    leaving: dict[PaperReason, list[int]] = {}
    for pk, person in notices:
        if bar := barred[person, service]:
            leaving.setdefault(bar.paper_reason, []).append(pk)
    return sum(len(many_to_paper(pks, reason=reason)) for reason, pks in leaving.items())


def on_consent_withdrawn(person: Person, by) -> int:
    """What rests on consent to electronic service goes on paper at once; how many notices."""
    return _leave(person, PaperReason.WITHDRAWN, by)


def on_person_left(person: Person, by) -> int:
    """Who left gets nothing electronic any more; how many notices go on paper."""
    return _leave(person, PaperReason.LEFT, by)


def _leave(person: Person, reason: PaperReason, by) -> int:
    climbing = AddressedNotice.objects.filter(person=person, state=NoticeState.SERVING)
    return len(many_to_paper(list(climbing.values_list("pk", flat=True)), reason=reason, by=by))


def hold_back(notice_ids: Sequence[int]) -> int:
    """Stop what waits in the outbox for these notices; how many messages."""
    waiting = DirectMessage.objects.filter(notice_message__notice__in=notice_ids, state=DeliveryState.QUEUED)
    return waiting.update(
        state=DeliveryState.WITHDRAWN, reason=StopReason.NOT_NEEDED, **outbox_results.ERASED
    )
