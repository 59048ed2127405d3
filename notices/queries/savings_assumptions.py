"""Which assumption of what one seen notice saves holds when."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from notices.models import NoticeKind, SavingsAssumption


class Assumptions:
    """Which assumption holds for a kind on a day: the latest of that kind, else the latest for every kind."""

    def __init__(self):
        self._of_kind = defaultdict(list)
        for assumption in SavingsAssumption.objects.select_related("kind").order_by("starts_on"):
            self._of_kind[assumption.kind_id].append(assumption)

    @property
    def starts(self) -> list[date]:
        """The days on which any of them begins, in order: between two of them nothing changes."""
        return sorted({assumption.starts_on for known in self._of_kind.values() for assumption in known})

    def on(self, day: date, kind_id: int | None) -> SavingsAssumption | None:
        return self.latest(day, kind_id) or self.latest(day, None)

    def latest(self, day: date, kind_id: int | None) -> SavingsAssumption | None:
        """The one set for exactly this kind, None standing for every kind."""
        known = self._of_kind.get(kind_id, [])
        position = bisect_right(known, day, key=lambda assumption: assumption.starts_on)
        return known[position - 1] if position else None


def assumptions_on(day: date) -> list[SavingsAssumption]:
    """The assumptions in force on a day, that for every kind first."""
    known = Assumptions()
    kinds = NoticeKind.objects.values_list("pk", flat=True)
    found = (known.latest(day, kind_id) for kind_id in (None, *kinds))
    return [assumption for assumption in found if assumption]


def ledger() -> Iterable[SavingsAssumption]:
    """Every assumption ever set, the latest start first."""
    return SavingsAssumption.objects.select_related("kind", "set_by").order_by("-starts_on", "kind", "-id")
