"""Rounds of addressed notices beside the campaigns: to whom, how, and who saw theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from notices.models import NoticeKind
from notices.queries.notice_days import MonthOfRounds
from portal.common.share import percent
from portal.common.small_cells import is_small

COUNTS = ("addressed", "sent", "seen", "carried")


@dataclass(frozen=True, slots=True)
class Notices:
    """Rounds of one kind approved in one month; both None for all together. `hidden` names the counts that
    stay unsaid."""

    kind: NoticeKind | None
    month: date | None
    rounds: int
    addressed: int
    sent: int
    seen: int
    carried: int
    hidden: frozenset[str] = frozenset()

    @property
    def seen_percent(self) -> Decimal | None:
        return percent(self.seen, self.sent)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Parts that add up to `whole`."""

    whole: Notices
    rows: list[Notices]

    @property
    def hides(self) -> bool:
        return any(row.hidden for row in (self.whole, *self.rows))


def of(
    rows: list[MonthOfRounds],
    kinds: Mapping[int, NoticeKind],
    *,
    hides_parts: bool = False,
    hides_whole: bool = False,
) -> Addressed:
    """What is hidden is hidden all together: the page of savings adds up what was seen of each kind."""
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("rounds", *COUNTS)}
    return Addressed(
        whole=Notices(kind=None, month=None, **sums, hidden=frozenset(COUNTS if hides_whole else ())),
        rows=[
            Notices(
                kind=kinds[row.kind_id],
                month=row.month,
                **{name: getattr(row, name) for name in sums},
                hidden=frozenset(COUNTS if hides_parts else ()),
            )
            for row in rows
        ],
    )


def is_few(row: MonthOfRounds | Notices) -> bool:
    """Whether a count of it is small, or what one leaves of another."""
    left = (row.addressed - row.sent, row.sent - row.seen, row.sent - row.carried)
    counts = (*(getattr(row, name) for name in COUNTS), *left, row.sent - row.seen - row.carried)
    return any(is_small(count) for count in counts)
