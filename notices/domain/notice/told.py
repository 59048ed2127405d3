"""Where a notice stands according to its evidence alone.

The columns of a notice are quick to ask and easy to alter; what its events tell is neither. Both must agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from django.utils import timezone

from notices.enums.notice import SERVING_RESULTS, EventKind, NoticeState, PaperResult
from notices.enums.paper import TAKEN_BACK
from notices.models import AddressedNotice, NoticeEvent


@dataclass(slots=True)
class Told:
    """Columns of a notice as its events lead to them."""

    state: str = NoticeState.DRAFT
    seen_at: datetime | None = None
    seen_by: str = ""
    signed_at: datetime | None = None
    paper_reason: str = ""
    on_paper_at: datetime | None = None
    paper_result: str = ""
    paper_result_at: datetime | None = None

    def differs(self, notice: AddressedNotice) -> str | None:
        """The first column that says something else."""
        if not notice.events and notice.state == NoticeState.STOPPED:
            return None  # left out of the roll of a round that was not approved yet
        names = (column.name for column in fields(self))
        return next((name for name in names if getattr(self, name) != getattr(notice, name)), None)


def told_by(events: Iterable[NoticeEvent]) -> Told:
    """What the events of one notice, in order, come to."""
    told = Told()
    for event in events:
        if step := _STEPS.get(EventKind(event.kind)):
            step(told, event)
    return told


def moment_of(on: date, at: datetime, on_paper_at: datetime) -> datetime:
    """When a result told `at` that moment happened: a slip names a day and no time.

    Then it is the beginning of the day, but never before the notice was on paper.
    """
    if on == timezone.localdate(at):
        return at
    return max(timezone.make_aware(datetime.combine(on, time())), on_paper_at)


def _begins(told: Told, _event: NoticeEvent) -> None:
    if told.state == NoticeState.DRAFT:
        told.state = NoticeState.SERVING


def _viewed(told: Told, event: NoticeEvent) -> None:
    if event.detail.get("serves"):
        told.state, told.seen_at, told.seen_by = NoticeState.SEEN, event.at, event.detail.get("method", "")


def _signed(told: Told, event: NoticeEvent) -> None:
    told.signed_at = event.at


def _to_paper(told: Told, event: NoticeEvent) -> None:
    told.state, told.paper_reason = NoticeState.ON_PAPER, event.detail.get("reason", "")
    told.on_paper_at = event.at


def _paper_result(told: Told, event: NoticeEvent) -> None:
    result = event.detail.get("result", "")
    if result == TAKEN_BACK:
        told.state, told.paper_result, told.paper_result_at = NoticeState.ON_PAPER, "", None
    elif result == NoticeState.UNSERVED:
        told.state = NoticeState.UNSERVED
    elif result in PaperResult.values:
        on = date.fromisoformat(event.detail["on"])
        told.paper_result = result
        told.paper_result_at = moment_of(on, event.at, told.on_paper_at or event.at)
        if result in SERVING_RESULTS:
            told.state = NoticeState.HANDED_OVER


def _decided(told: Told, event: NoticeEvent) -> None:
    """A split of two people lets a notice go on; another tong begins anew."""
    told.state = event.detail.get("state", told.state)
    if "tong" in event.detail:
        told.paper_result = ""


def _stopped(told: Told, _event: NoticeEvent) -> None:
    told.state = NoticeState.STOPPED


_STEPS = {
    EventKind.APPROVED: _begins,
    EventKind.DOCUMENT: _begins,
    EventKind.POSTED: _begins,
    EventKind.VIEWED: _viewed,
    EventKind.SIGNED: _signed,
    EventKind.TO_PAPER: _to_paper,
    EventKind.PAPER_RESULT: _paper_result,
    EventKind.DECIDED: _decided,
    EventKind.STOPPED: _stopped,
}
