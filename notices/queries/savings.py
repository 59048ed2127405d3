"""What electronic notices save: seen notices times the assumption in force on the day each was seen.

Never a bare figure: with it come how many notices it counts, every assumption used and where that comes
from. A notice that was carried to the door saves nothing, even when it is looked at on the web later on; nor
does one of a round that was cancelled and is told anew by another.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from enrollment.models import Dong
from notices.models import NoticeKind, NoticeRound, SavingsAssumption
from notices.queries import notice_days
from notices.queries.savings_assumptions import Assumptions

HOURS_A_DAY = 8
"""Hours in a person-day."""


@dataclass(slots=True)
class Saving:
    """What the seen notices of one group save. `key` is None where the group has no name, such as no dong."""

    key: object
    notices: int = 0
    minutes: Decimal = Decimal(0)
    print_won: int = 0
    postage_won: int = 0

    def add(self, assumption: SavingsAssumption, notices: int) -> None:
        self.notices += notices
        self.minutes += assumption.minutes * notices
        self.print_won += assumption.print_won * notices
        self.postage_won += assumption.postage_won * notices

    def count(self, other: "Saving") -> None:
        """What the other saves as well."""
        self.notices += other.notices
        self.minutes += other.minutes
        self.print_won += other.print_won
        self.postage_won += other.postage_won

    @property
    def hours(self) -> Decimal:
        return self.minutes / 60

    @property
    def person_days(self) -> Decimal:
        """Working days of eight hours."""
        return self.hours / HOURS_A_DAY

    @property
    def won(self) -> int:
        return self.print_won + self.postage_won


@dataclass(frozen=True, slots=True)
class Used:
    """An assumption that figures rest on, and how many notices it was applied to."""

    assumption: SavingsAssumption
    notices: int


@dataclass(slots=True)
class Savings:
    """Savings of one district from `since` (None: the beginning) up to the end of `as_of`.

    Parts add up to `total`; those `by_half` are of a half-year and a kind.
    `unassumed` notices were seen on days for which nobody had set an assumption: they are in no figure.
    `sent` went out electronically in that time, `on_paper` of them were carried after all, `open` were
    neither seen nor carried by then: they may still be.
    """

    as_of: date
    since: date | None
    total: Saving = field(default_factory=lambda: Saving("total"))
    by_kind: list[Saving] = field(default_factory=list)
    by_round: list[Saving] = field(default_factory=list)
    by_month: list[Saving] = field(default_factory=list)
    by_dong: list[Saving] = field(default_factory=list)
    by_half: list[Saving] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    unassumed: int = 0
    sent: int = 0
    on_paper: int = 0
    open: int = 0
    dongs: int = 0

    @property
    def hours_of_all_sent(self) -> Decimal | None:
        """What counting everything sent would give, as reports do; None unless one assumption was used."""
        if len(self.used) != 1:
            return None
        return self.sent * self.used[0].assumption.minutes / 60

    @property
    def person_days_per_dong(self) -> Decimal | None:
        return self.total.person_days / self.dongs if self.dongs else None


def read(as_of: date, district_code: str, since: date | None = None) -> Savings:
    """Every figure of the savings, in six statements whatever the number of notices."""
    savings = Savings(as_of, since)
    groups: dict[str, dict] = {name: {} for name in ("kind", "round", "month", "dong", "half")}
    used, assumptions = Counter(), Assumptions()
    starts = assumptions.starts
    for part in notice_days.seen(as_of, district_code, since, starts):
        assumption = assumptions.on(starts[part.span - 1], part.kind_id) if part.span else None
        if part.month is None:
            name, key = ("round", part.round_id) if part.round_id else ("dong", part.dong_code)
            if assumption:
                groups[name].setdefault(key, Saving(key)).add(assumption, part.notices)
        elif assumption is None:
            savings.unassumed += part.notices
        else:
            used[assumption] += part.notices
            savings.total.add(assumption, part.notices)
            halves = (half_year(part.month), part.kind_id)
            for name, key in (("kind", part.kind_id), ("month", part.month), ("half", halves)):
                groups[name].setdefault(key, Saving(key)).add(assumption, part.notices)
    savings.used = [Used(assumption, used[assumption]) for assumption in sorted(used, key=_order)]
    savings.sent, savings.on_paper, savings.open = notice_days.sent(as_of, district_code, since)
    _name(savings, groups, district_code)
    return savings


def half_year(day: date) -> date:
    """The first day of its half of the year."""
    return day.replace(month=1 if day.month <= 6 else 7, day=1)


def _name(savings: Savings, groups: dict[str, dict], district_code: str) -> None:
    """Put kinds, rounds and dongs in the place of their keys, each group in the order of its things."""
    kinds = NoticeKind.objects.in_bulk(groups["kind"])
    rounds = NoticeRound.objects.select_related("kind").in_bulk(groups["round"])
    dongs = {dong.pk: dong for dong in Dong.objects.filter(district=district_code)}
    savings.by_kind = _known(groups["kind"], sorted(kinds))
    latest_first = sorted(rounds, key=lambda pk: (rounds[pk].event_on, pk), reverse=True)
    savings.by_round = _known(groups["round"], latest_first)
    savings.by_month = _known(groups["month"], sorted(groups["month"]))
    savings.by_dong = _known(groups["dong"], [*sorted(dongs), ""])
    savings.by_half = _known(groups["half"], sorted(groups["half"]))
    for part in savings.by_half:
        part.key = (part.key[0], kinds[part.key[1]])
    for things, parts in ((kinds, savings.by_kind), (rounds, savings.by_round), (dongs, savings.by_dong)):
        for part in parts:
            part.key = things.get(part.key)
    savings.dongs = len(dongs)


def _known(parts: dict[object, Saving], order: Iterable) -> list[Saving]:
    return [parts[key] for key in order if key in parts]


def _order(assumption: SavingsAssumption) -> tuple:
    return assumption.kind_id or 0, assumption.starts_on
