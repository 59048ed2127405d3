"""One notice of a replayed round while its story is being told."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from notices.enums.notice import EventKind, NoticeState, PaperReason
from notices.models import NoticeRound
from portal.local.replay.round_plan import Member
from portal.local.replay.round_rows import Chain


@dataclass(slots=True)
class Fate:
    """Where a notice stands at the end, column by column."""

    state: NoticeState = NoticeState.SERVING
    rung: int | None = None
    arrived_at: datetime | None = None
    seen_at: datetime | None = None
    seen_by: str = ""
    signed_at: datetime | None = None
    paper_reason: str = ""
    on_paper_at: datetime | None = None
    printed_at: datetime | None = None
    paper_result: str = ""
    paper_result_at: datetime | None = None


@dataclass(slots=True)
class Case:
    """One notice while its story is being told."""

    id: int
    round: NoticeRound
    member: Member
    document_hash: str
    chain: Chain
    fate: Fate = field(default_factory=Fate)

    @property
    def leaves_at(self) -> datetime | None:
        """When the desk writes down that the household left the district."""
        day = self.member.leaves_on
        return timezone.make_aware(datetime.combine(day, time(11, 20))) if day else None

    def to_paper(self, reason: PaperReason, at: datetime) -> None:
        """The notice leaves the ladder."""
        self.fate.state, self.fate.paper_reason, self.fate.on_paper_at = (
            NoticeState.ON_PAPER,
            reason.value,
            at,
        )
        self.chain.add(EventKind.TO_PAPER, at, reason=reason.value)


def working_moment(rng: random.Random, day: date, first_hour: int = 9, last_hour: int = 16) -> datetime:
    """Some time within the office hours of a day."""
    return timezone.make_aware(
        datetime.combine(day, time(rng.randint(first_hour, last_hour), rng.randrange(60), rng.randrange(60)))
    )
