"""What became of the notices on paper: of a round, of a tong, of what is on a list."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enrollment.models import Dong, Tong
from notices.enums.notice import NoticeState, PaperResult, RoundState
from notices.models import AddressedNotice, NoticeRound
from notices.queries.deadline import SERVED_LATE, overdue
from notices.queries.paper import APPROVED, HAS_TONG, LACKS_TONG, RETURNED, of_dongs


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """What became of the notices on paper; `total` is the sum of the others but `absent` and `unprinted`,
    which are among those with a tong leader, and `served_late` and `overdue`, which are among all.
    What stopped, with its round or for another notice to the same person, is in none."""

    total: int = 0
    with_leader: int = 0
    absent: int = 0
    unprinted: int = 0
    returned: int = 0
    homeless: int = 0
    handed_over: int = 0
    seen: int = 0
    unserved: int = 0
    served_late: int = 0
    overdue: int = 0

    @property
    def open(self) -> int:
        return self.with_leader + self.returned + self.homeless


_ON_PAPER = Q(state=NoticeState.ON_PAPER)
_CARRIED = _ON_PAPER & ~RETURNED & HAS_TONG

_COUNTS = {
    "total": Count("pk", filter=~Q(state=NoticeState.STOPPED)),
    "with_leader": Count("pk", filter=_CARRIED),
    "absent": Count("pk", filter=_CARRIED & Q(paper_result=PaperResult.ABSENT)),
    "unprinted": Count("pk", filter=_CARRIED & Q(printed_at=None)),
    "returned": Count("pk", filter=_ON_PAPER & RETURNED),
    "homeless": Count("pk", filter=_ON_PAPER & ~RETURNED & LACKS_TONG),
    "handed_over": Count("pk", filter=Q(state=NoticeState.HANDED_OVER)),
    "seen": Count("pk", filter=Q(state=NoticeState.SEEN)),
    "unserved": Count("pk", filter=Q(state=NoticeState.UNSERVED)),
    "served_late": Count("pk", filter=SERVED_LATE),
}
"""Who has not got it when the last day is over depends on today: `_counts`."""


def _counts() -> dict[str, Count]:
    return _COUNTS | {"overdue": Count("pk", filter=_ON_PAPER & overdue(timezone.localdate()))}


def rounds_of(dongs: Iterable[Dong]) -> list[tuple[NoticeRound, PaperFigures]]:
    """Approved rounds that name somebody of `dongs`, with what became of their paper; those under way first,
    the nearest last day first. Of those that are over, only what was on paper here."""
    dongs = list(dongs)
    figures = _figures_by(of_dongs(dongs), "round")
    named = AddressedNotice.objects.filter(dong__in=dongs, round=OuterRef("pk"))
    rounds = NoticeRound.objects.filter(
        Q(Exists(named), state=RoundState.SERVING) | Q(pk__in=figures, state__in=APPROVED)
    ).select_related("kind")
    under_way = sorted(
        (row for row in rounds if row.state == RoundState.SERVING), key=lambda row: row.serve_by
    )
    past = sorted((row for row in rounds if row.state != RoundState.SERVING), key=lambda row: row.event_on)
    return [(row, figures.get(row.pk, PaperFigures())) for row in [*under_way, *reversed(past)]]


def figures_of(notices: QuerySet[AddressedNotice]) -> PaperFigures:
    return PaperFigures(**notices.order_by().aggregate(**_counts()))


def figures_by_tong(notices: QuerySet[AddressedNotice]) -> list[tuple[Tong, PaperFigures]]:
    """Each tong with what became of its notices, in the order of dongs and tongs."""
    figures = _figures_by(notices.filter(tong__isnull=False), "tong")
    tongs = Tong.objects.filter(pk__in=figures).select_related("dong__district")
    return [(tong, figures[tong.pk]) for tong in tongs.order_by("dong_id", "number")]


def _figures_by(notices: QuerySet[AddressedNotice], field: str) -> dict[int, PaperFigures]:
    rows = notices.order_by().values(field).annotate(**_counts())
    return {row.pop(field): PaperFigures(**row) for row in rows}
