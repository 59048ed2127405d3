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
from notices.queries.round_places import Coming, PaperFigures, RoundFigures, RungFigures
from notices.queries.rounds import rung_label
from portal.common.sparing import sparing

_MESSAGES = """
SELECT m.rung, m.state, count(*)
  FROM notices_noticemessage m
  JOIN notices_addressednotice n ON n.id = m.notice_id
 WHERE n.round_id = %s
 GROUP BY 1, 2"""


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
