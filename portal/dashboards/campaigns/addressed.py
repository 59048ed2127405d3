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


def of(rows: list[MonthOfRounds], kinds: Mapping[int, NoticeKind], *, tells_small: bool) -> Addressed:
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("rounds", *COUNTS)}
    hidden = [frozenset()] * len(rows) if tells_small else _hidden(rows)
    whole = frozenset().union(*hidden)
    return Addressed(
        whole=Notices(kind=None, month=None, **sums, hidden=whole),
        rows=[
            Notices(
                kind=kinds[row.kind_id],
                month=row.month,
                **{name: getattr(row, name) for name in sums},
                hidden=names,
            )
            for row, names in zip(rows, hidden, strict=True)
        ],
    )


def _hidden(rows: list[MonthOfRounds]) -> list[frozenset[str]]:
    """A count is told of every month of a kind or of none: the page of savings adds the seen ones of a kind
    up. Of all kinds it is told where it is of each."""
    small: dict[int, set[str]] = {row.kind_id: set() for row in rows}
    for row in rows:
        small[row.kind_id] |= {name for name in COUNTS if is_small(getattr(row, name))}
    return [frozenset(small[row.kind_id]) for row in rows]
