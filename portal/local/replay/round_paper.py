"""Notices carried to the door after all: printed at the dong centre, brought by the tong leader."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from notices.enums.notice import SERVING_RESULTS, EventKind, NoticeState, PaperReason, PaperResult
from notices.enums.paper import Receiver, Sheet, UnservedReason
from notices.models import AddressedNotice
from portal.local.replay.round_case import Case, working_moment
from portal.local.replay.round_story import Serving

FIRST_VISIT = {
    PaperResult.IN_PERSON: 0.58,
    PaperResult.TO_FAMILY: 0.25,
    PaperResult.ABSENT: 0.14,
    PaperResult.MOVED: 0.03,
}
SECOND_VISIT = {PaperResult.IN_PERSON: 0.46, PaperResult.TO_FAMILY: 0.29, PaperResult.ABSENT: 0.25}
RECEIVERS = {Receiver.SPOUSE: 0.45, Receiver.PARENT: 0.38, Receiver.SIBLING: 0.1, Receiver.HEAD: 0.07}
LOOKS_AFTER_ALL = 0.4
"""Of those never met at their door, whom the slip in the letter box brings to the page."""


class Carrying:
    """The paper of the rounds; everybody of a round and dong is printed in one run."""

    def __init__(self, serving: Serving, clerks: dict[str, int]):
        self.rng, self.ledger, self.days = serving.rng, serving.ledger, serving.days
        self.clerks, self.serving = clerks, serving
        self._runs: dict[tuple, datetime] = {}

    def carry(self, case: Case) -> None:
        """From the list of the dong to the last word about the notice."""
        clerk = self.clerks[case.member.dong_id]
        printed_at = self._printed_at(case)
        for sheet in (Sheet.NOTICES, Sheet.SLIPS):
            case.chain.add(
                EventKind.PRINTED, printed_at, by=clerk, what=sheet.value, document=case.document_hash
            )
        case.fate.printed_at = printed_at
        gone = case.fate.paper_reason == PaperReason.LEFT
        result = PaperResult.MOVED if gone else self._drawn(FIRST_VISIT)
        on = self._visited_on(case, timezone.localdate(printed_at), 0, 0, 1, 1, 2)
        told_at = self._result(case, clerk, result, on, after=printed_at)
        if result == PaperResult.ABSENT:
            result = self._drawn(SECOND_VISIT)
            on = self._visited_on(case, on, 1, 2)
            told_at = self._result(case, clerk, result, on, after=told_at)
        if result not in SERVING_RESULTS:
            self._end(case, clerk, result, told_at)

    def _printed_at(self, case: Case) -> datetime:
        """The desk prints what has come onto paper in the morning of the next working day."""
        listed_at = timezone.localtime(case.fate.on_paper_at)
        day = listed_at.date() if listed_at.time() < time(9) else listed_at.date() + timedelta(days=1)
        key = case.round.pk, case.member.dong_id, self.days.on_or_after(day)
        if key not in self._runs:
            self._runs[key] = working_moment(self.rng, key[-1], 9, 11)
        return self._runs[key]

    def _visited_on(self, case: Case, day: date, *later: int) -> date:
        """So many days later, but in time."""
        return max(day, min(day + timedelta(days=self.rng.choice(later)), case.round.serve_by))

    def _result(self, case: Case, clerk: int, result: PaperResult, on: date, *, after: datetime) -> datetime:
        """The slip of a visit comes to the desk on the next working day; when it is written down."""
        told_at = max(working_moment(self.rng, self.days.add(on, 1)), after + timedelta(minutes=1))
        detail = {"result": result.value, "on": on.isoformat()}
        if result == PaperResult.TO_FAMILY:
            detail["receiver"] = self._drawn(RECEIVERS).value
        case.fate.paper_result = result.value
        begins = timezone.make_aware(datetime.combine(on, time()))
        case.fate.paper_result_at = max(begins, case.fate.on_paper_at)
        if result in SERVING_RESULTS:
            case.fate.state = NoticeState.HANDED_OVER
        self._write(case, clerk, told_at, detail)
        return told_at

    def _end(self, case: Case, clerk: int, result: PaperResult, told_at: datetime) -> None:
        """Nobody was met: some look at the page after all, the rest is closed with the reason."""
        absent = result == PaperResult.ABSENT
        if absent and case.fate.paper_reason == PaperReason.NOT_SEEN and self.rng.random() < LOOKS_AFTER_ALL:
            self.serving.see(case, told_at + timedelta(hours=self.rng.uniform(2, 5)))
            return
        reason = UnservedReason.NOBODY_HOME if absent else UnservedReason.MOVED
        closed_at = working_moment(self.rng, self.days.add(timezone.localdate(told_at), 1))
        case.fate.state = NoticeState.UNSERVED
        self._write(case, clerk, closed_at, {"result": "unserved", "reason": reason.value})

    def _write(self, case: Case, clerk: int, at: datetime, detail: dict) -> None:
        case.chain.add(EventKind.PAPER_RESULT, at, by=clerk, **detail)
        self.ledger.audit(at, clerk, "notice.paper_result", AddressedNotice, case.id, **detail)

    def _drawn(self, shares: dict):
        return self.rng.choices(list(shares), weights=list(shares.values()))[0]
