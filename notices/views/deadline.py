"""Whether the last day to serve a round is near or over: pages say so while something is left to do."""

from enum import StrEnum

from django.utils import timezone

from notices.domain.notice.days import add_working_days
from notices.enums.notice import RoundState
from notices.models import NoticeRound


class Deadline(StrEnum):
    NEAR = "near"
    PASSED = "passed"


def deadline_of(round: NoticeRound) -> Deadline | None:
    """Near from the working day before the last day on; None for a round that is not being served."""
    today = timezone.localdate()
    if round.state != RoundState.SERVING:
        return None
    if today > round.serve_by:
        return Deadline.PASSED
    return Deadline.NEAR if today >= add_working_days(round.serve_by, -1) else None
