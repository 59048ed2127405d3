"""What electronic notices save: seen notices times the assumption in force on the day each was seen.

Never a bare figure: with it come how many notices it counts, every assumption used and where that comes
from. A notice that was carried to the door saves nothing, even when it is looked at on the web later on; nor
does one of a round that was cancelled and is told anew by another.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from enrollment.models import Dong
from notices.enums.notice import NoticeState, RoundState
from notices.models import AddressedNotice, NoticeKind, NoticeRound, SavingsAssumption

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

    Parts add up to `total`.
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


class Assumptions:
    """Which assumption holds for a kind on a day: the latest of that kind, else the latest for every kind."""

    def __init__(self):
        self._of_kind = defaultdict(list)
        for assumption in SavingsAssumption.objects.select_related("kind").order_by("starts_on"):
            self._of_kind[assumption.kind_id].append(assumption)

    def on(self, day: date, kind_id: int | None) -> SavingsAssumption | None:
        return self.latest(day, kind_id) or self.latest(day, None)

    def latest(self, day: date, kind_id: int | None) -> SavingsAssumption | None:
        """The one set for exactly this kind, None standing for every kind."""
        known = self._of_kind.get(kind_id, [])
        position = bisect_right(known, day, key=lambda assumption: assumption.starts_on)
        return known[position - 1] if position else None


def read(as_of: date, district_code: str, since: date | None = None) -> Savings:
    """Every figure of the savings, in six statements whatever the number of notices."""
    savings = Savings(as_of, since)
    groups: dict[str, dict] = {name: {} for name in ("kind", "round", "month", "dong")}
    used, assumptions = Counter(), Assumptions()
    for kind_id, round_id, dong_id, day, notices in _seen(as_of, district_code, since):
        assumption = assumptions.on(day, kind_id)
        if assumption is None:
            savings.unassumed += notices
            continue
        used[assumption] += notices
        savings.total.add(assumption, notices)
        keys = {"kind": kind_id, "round": round_id, "month": day.replace(day=1), "dong": dong_id}
        for name, key in keys.items():
            groups[name].setdefault(key, Saving(key)).add(assumption, notices)
    savings.used = [Used(assumption, used[assumption]) for assumption in sorted(used, key=_order)]
    savings.sent, savings.on_paper, savings.open = _sent(as_of, district_code, since)
    _name(savings, groups, district_code)
    return savings


def assumptions_on(day: date) -> list[SavingsAssumption]:
    """The assumptions in force on a day, that for every kind first."""
    known = Assumptions()
    kinds = NoticeKind.objects.values_list("pk", flat=True)
    found = (known.latest(day, kind_id) for kind_id in (None, *kinds))
    return [assumption for assumption in found if assumption]


def ledger() -> Iterable[SavingsAssumption]:
    """Every assumption ever set, the latest start first."""
    return SavingsAssumption.objects.select_related("kind", "set_by").order_by("-starts_on", "kind", "-id")


def _seen(as_of: date, district_code: str, since: date | None):
    """(kind, round, dong, day seen, notices) of what was seen and never carried."""
    seen = AddressedNotice.objects.filter(
        round__district=district_code, state=NoticeState.SEEN, on_paper_at=None, seen_at__date__lte=as_of
    ).exclude(round__state=RoundState.CANCELLED)
    if since:
        seen = seen.filter(seen_at__date__gte=since)
    return (
        seen.annotate(day=TruncDate("seen_at"))
        .order_by()
        .values_list("round__kind", "round", "dong", "day")
        .annotate(notices=Count("pk"))
    )


def _sent(as_of: date, district_code: str, since: date | None) -> tuple[int, int, int]:
    """Notices that went out electronically; those of them carried after all, those nothing came of yet."""
    sent = AddressedNotice.objects.filter(
        round__district=district_code, round__approved_at__date__lte=as_of, rung__isnull=False
    ).exclude(round__state=RoundState.CANCELLED)
    if since:
        sent = sent.filter(round__approved_at__date__gte=since)
    unseen = Q(seen_at=None) | Q(seen_at__date__gt=as_of)
    uncarried = Q(on_paper_at=None) | Q(on_paper_at__date__gt=as_of)
    figures = sent.aggregate(
        sent=Count("pk"),
        on_paper=Count("pk", filter=Q(on_paper_at__date__lte=as_of)),
        open=Count("pk", filter=unseen & uncarried & ~Q(state=NoticeState.STOPPED)),
    )
    return figures["sent"], figures["on_paper"], figures["open"]


def _name(savings: Savings, groups: dict[str, dict], district_code: str) -> None:
    """Put kinds, rounds and dongs in the place of their keys, each group in the order of its things."""
    kinds = NoticeKind.objects.in_bulk(groups["kind"])
    rounds = NoticeRound.objects.select_related("kind").in_bulk(groups["round"])
    dongs = {dong.pk: dong for dong in Dong.objects.filter(district=district_code)}
    savings.by_kind = _known(groups["kind"], sorted(kinds))
    latest_first = sorted(rounds, key=lambda pk: (rounds[pk].event_on, pk), reverse=True)
    savings.by_round = _known(groups["round"], latest_first)
    savings.by_month = _known(groups["month"], sorted(groups["month"]))
    savings.by_dong = _known(groups["dong"], [*sorted(dongs), None])
    for things, parts in ((kinds, savings.by_kind), (rounds, savings.by_round), (dongs, savings.by_dong)):
        for part in parts:
            part.key = things.get(part.key)
    savings.dongs = len(dongs)


def _known(parts: dict[object, Saving], order: Iterable) -> list[Saving]:
    return [parts[key] for key in order if key in parts]


def _order(assumption: SavingsAssumption) -> tuple:
    return assumption.kind_id or 0, assumption.starts_on
