"""How far a round is: where everybody of it stands, what became of its messages, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.enums import ARRIVED_STATES, PENDING_STATES, UNSENT_STATES
from notices.enums.notice import NoticeState, PaperReason
from notices.models import NoticeRound
from notices.notice_terms import Rung, rungs_of
from notices.queries.deadline import SERVED_LATE, overdue
from notices.queries.left_out import LEFT_OUT
from notices.queries.rounds import rung_label
from portal.common.sparing import sparing

_MESSAGES = """
SELECT m.rung, m.state, count(*)
  FROM notices_noticemessage m
  JOIN notices_addressednotice n ON n.id = m.notice_id
 WHERE n.round_id = %s
 GROUP BY 1, 2"""


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
    def went_on_paper(self) -> int:
        """Whatever became of it there."""
        return sum(row.total for row in self.paper)

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


def figures(round: NoticeRound) -> RoundFigures:
    """As they are now, or were a moment ago when there are very many."""
    return sparing(f"notice_round:{round.pk}:{round.state}", lambda: _figures(round))


def _figures(round: NoticeRound) -> RoundFigures:
    people = _people(round)
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [round.pk])
        messages = cursor.fetchall()
    climbing = [row for row in people if row.state == NoticeState.SERVING]
    return RoundFigures(
        people=sum(row.count for row in people),
        left_out=round.notices.filter(LEFT_OUT).count(),
        served_late=sum(row.late for row in people),
        overdue=sum(row.overdue for row in people),
        states=_sums((row.state, row.count) for row in people),
        arrived=sum(row.arrived for row in people),
        signed=sum(row.signed for row in people),
        not_begun=sum(row.count for row in climbing if row.rung is None),
        after_last=sum(row.after_last for row in climbing),
        coming=_coming(climbing, rungs_of(round.terms)),
        rungs=[
            _rung_figures(number, rung, climbing, messages)
            for number, rung in enumerate(rungs_of(round.terms))
        ],
        paper=_paper_figures(people),
    )


@dataclass(frozen=True, slots=True)
class _People:
    state: str
    reason: str
    result: str
    rung: int | None
    count: int
    arrived: int
    signed: int
    next_at: datetime | None
    after_last: int
    late: int
    overdue: int


def _people(round: NoticeRound) -> list[_People]:
    rows = round.notices.exclude(state=NoticeState.DRAFT).exclude(LEFT_OUT).order_by()
    grouped = rows.values_list("state", "paper_reason", "paper_result", "rung").annotate(
        total=Count("pk"),
        arrived=Count("arrived_at"),
        signed=Count("signed_at"),
        first=Min("next_at"),
        after_last=Count("pk", filter=Q(state=NoticeState.SERVING, next_at=None)),
        late=Count("pk", filter=SERVED_LATE),
        overdue=Count("pk", filter=overdue(timezone.localdate())),
    )
    return [_People(*row) for row in grouped]


def _sums(pairs) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in pairs:
        found[key] = found.get(key, 0) + count
    return found


def _rung_figures(number: int, rung: Rung, climbing: list[_People], messages: list[tuple]) -> RungFigures:
    mine = _sums((state, count) for at, state, count in messages if at == number)

    def of(states) -> int:
        return sum(mine.get(state, 0) for state in states)

    return RungFigures(
        number=number,
        rung=rung,
        waiting=sum(row.count for row in climbing if row.rung == number),
        posted=sum(mine.values()),
        pending=of(PENDING_STATES),
        arrived=of(ARRIVED_STATES),
        failed=of(UNSENT_STATES),
    )


def _coming(climbing: list[_People], rungs: Sequence[Rung]) -> list[Coming]:
    found = []
    for row in climbing:
        number = 0 if row.rung is None else row.rung + 1
        if row.next_at and number < len(rungs):
            # Whoever lacks the contact of the first rung begins with a later one.
            label = _("첫 발송") if row.rung is None else rung_label(number, rungs[number])
            found.append(Coming(row.next_at, label, row.count - row.after_last))
    return sorted(found, key=lambda step: step.at)


def _paper_figures(people: list[_People]) -> list[PaperFigures]:
    found = []
    for reason in PaperReason:
        # Who saw the notice in the end although it was on paper needs no paper any more.
        mine = _sums((row.state, row.count) for row in people if row.reason == reason)
        mine.pop(NoticeState.SEEN, None)
        if total := sum(mine.values()):
            found.append(
                PaperFigures(
                    reason=reason,
                    total=total,
                    open=mine.get(NoticeState.ON_PAPER, 0),
                    handed_over=mine.get(NoticeState.HANDED_OVER, 0),
                    unserved=mine.get(NoticeState.UNSERVED, 0),
                )
            )
    return found


def _row(label, state: str, rung, people: int) -> dict:
    return {"label": str(label), "state": str(state), "rung": rung, "people": people}
