"""Batches of paper forms of the demonstration: most came back, one of them unsigned, none typed in yet."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from enrollment.domain import intake
from enrollment.enums import IntakeFormState
from enrollment.models import IntakeBatch, TongLeader
from enrollment.queries import intake as queries
from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Papers:
    """How many forms of a batch went out and came back, and so many days ago."""

    issued: int
    returned: int
    issued_ago: int
    returned_ago: int


ELSEWHERE = {
    "1120056000": Papers(30, 19, 12, 4),
    "1120059000": Papers(25, 9, 9, 2),
    "1120064500": Papers(40, 31, 16, 6),
    "1120069000": Papers(15, 4, 5, 1),
}
"""By dong, beside the dong of the demonstration."""


def hand_out(*, leader: TongLeader, papers: Papers, clerk: User) -> IntakeBatch:
    today = timezone.localdate()
    batch = intake.issue(
        leader=leader, count=papers.issued, issued_on=today - timedelta(days=papers.issued_ago), by=clerk
    )
    numbers = queries.numbers(batch, IntakeFormState.ISSUED)[: papers.returned]
    returned_on = today - timedelta(days=papers.returned_ago)
    intake.take_back(batch=batch, form_nos=numbers, returned_on=returned_on, by=clerk)
    intake.reject(batch=batch, form_nos=numbers[-1:], reason="서명 없음", by=clerk)
    return batch


def fill() -> list[IntakeBatch]:
    """Leave a batch in each of the other dongs, with the leader of its first tong."""
    batches = []
    for dong, papers in ELSEWHERE.items():
        leader = TongLeader.objects.get(tong__dong=dong, tong__number=1, ends_on=None)
        clerk = User.objects.get(email=f"clerk-{dong}@example.kr")
        batches.append(hand_out(leader=leader, papers=papers, clerk=clerk))
    return batches
