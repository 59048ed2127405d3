"""Where everybody of a round stands, as it is told: steps, paper, and the sums of both."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from notices.enums.notice import NoticeState, PaperReason
from notices.notice_terms import Rung
from notices.queries.rounds import rung_label


@dataclass(frozen=True, slots=True)
class RungFigures:
    """One step of the ladder: people who stand on it unseen, and what became of its messages."""

    number: int
    rung: Rung
    waiting: int
    posted: int
    pending: int
    arrived: int
    failed: int

    @property
    def label(self) -> str:
        return rung_label(self.number, self.rung)

    @property
    def out(self) -> int:
        """Handed over, and nobody said that it failed."""
        return self.posted - self.pending - self.failed


@dataclass(frozen=True, slots=True)
class Coming:
    """The next step of people who stand on the same rung: the first of them goes at `at`."""

    at: datetime
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """People whose notice went on paper for one reason, and what became of it."""

    reason: PaperReason
    total: int
    open: int
    handed_over: int
    unserved: int


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Where everybody of a round stands: each person is in exactly one of `states`.

    `not_begun` waits for the first rung, `after_last` has all rungs behind and waits for the day of paper;
    `coming` are the steps to come, the nearest first. `left_out` are rows of the roll that count as nobody.
    `served_late` got it after the last day to serve, `overdue` have not got it although that day is over.
    """

    people: int
    left_out: int
    served_late: int
    overdue: int
    states: dict[str, int]
    arrived: int
    signed: int
    not_begun: int
    after_last: int
    coming: list[Coming]
    rungs: list[RungFigures]
    paper: list[PaperFigures]

    def of(self, *states: str) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def seen(self) -> int:
        return self.of(NoticeState.SEEN)

    @property
    def served(self) -> int:
        """In the hands of the person or the family, on a screen or on paper."""
        return self.of(NoticeState.SEEN, NoticeState.HANDED_OVER)

    @property
    def served_in_time(self) -> int:
        return self.served - self.served_late

    @property
    def waiting(self) -> int:
        return self.of(NoticeState.SERVING)

    @property
    def on_paper(self) -> int:
        return self.of(NoticeState.ON_PAPER)

    @property
    def unserved(self) -> int:
        return self.of(NoticeState.UNSERVED)

    @property
    def open(self) -> int:
        """Nobody can say yet that they were served."""
        return self.waiting + self.on_paper

    @property
    def rows(self) -> list[dict]:
        """{label, state, rung, people} of every place where people stand, in the order of a notice's life."""
        rows = [_row(_("첫 발송 전"), NoticeState.SERVING, "none", self.not_begun)] if self.not_begun else []
        rows += [_row(each.label, NoticeState.SERVING, each.number, each.waiting) for each in self.rungs]
        ends = (NoticeState.SEEN, NoticeState.ON_PAPER, NoticeState.HANDED_OVER)
        rows += [_row(state.label, state, "", self.of(state)) for state in ends]
        rare = (NoticeState.UNSERVED, NoticeState.STOPPED)
        return rows + [_row(state.label, state, "", self.of(state)) for state in rare if self.of(state)]


def _row(label, state: str, rung, people: int) -> dict:
    return {"label": str(label), "state": str(state), "rung": rung, "people": people}
