"""What the next half-year may save, from rounds there were before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.models import NoticeKind
from notices.queries import notice_days
from notices.queries.notice_days import MonthOfRounds
from notices.queries.savings import Saving, half_year
from notices.queries.savings_assumptions import Assumptions
from portal.common.month import Month


class Basis(models.TextChoices):
    """Where the rounds expected of a kind come from."""

    SAME_HALF = "same_half", _("지난해 같은 반기")
    LAST_SIX_MONTHS = "last_six_months", _("최근 6개월")


@dataclass(frozen=True, slots=True)
class Expected:
    """Rounds of a kind, people on their rolls and notices seen from `first` to `last`, expected to come
    again; `saving` is what those would save by the assumption of the first day of the half-year, None where
    there is none."""

    kind: NoticeKind
    basis: Basis
    first: date
    last: date
    rounds: int
    addressed: int
    seen: int
    saving: Saving | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of the half-year that begins on `first` and ends on `last`, kind by kind. Of nothing to go by, nothing
    is expected: `rows` is empty, and no figure can be told."""

    first: date
    last: date
    rows: list[Expected] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        return sum(row.rounds for row in self.rows)

    @property
    def total(self) -> Saving:
        total = Saving("total")
        for row in self.rows:
            if row.saving:
                total.count(row.saving)
        return total

    @property
    def can_be_told(self) -> bool:
        return any(row.saving for row in self.rows)


def read(as_of: date, district_code: str) -> Forecast:
    """The half-year after that of `as_of`.

    Of each kind the rounds of the same half-year one year before; of a kind that had none then, those of the
    six months up to `as_of`, which are as long as a half-year.
    """
    first = _next_half(half_year(as_of))
    same_half = first.replace(year=first.year - 1)
    six_months = _six_months_before(as_of) + timedelta(days=1)
    windows = (
        (Basis.LAST_SIX_MONTHS, six_months, as_of),
        (Basis.SAME_HALF, same_half, _next_half(same_half) - timedelta(days=1)),
    )
    chosen = {}
    for basis, since, last in windows:
        for kind_id, rows in _by_kind(notice_days.rounds(last, district_code, since)).items():
            chosen[kind_id] = (basis, since, last, rows)
    kinds, assumptions = NoticeKind.objects.in_bulk(chosen), Assumptions()
    return Forecast(
        first,
        _next_half(first) - timedelta(days=1),
        [_expected(kinds[kind_id], *chosen[kind_id], assumptions, first) for kind_id in sorted(chosen)],
    )


def _by_kind(rows: Iterable[MonthOfRounds]) -> dict[int, list[MonthOfRounds]]:
    found = defaultdict(list)
    for row in rows:
        found[row.kind_id].append(row)
    return found


def _expected(
    kind: NoticeKind,
    basis: Basis,
    since: date,
    last: date,
    rows: list[MonthOfRounds],
    assumptions: Assumptions,
    first: date,
) -> Expected:
    seen = sum(row.seen for row in rows)
    assumption, saving = assumptions.on(first, kind.pk), None
    if assumption:
        saving = Saving(kind)
        saving.add(assumption, seen)
    return Expected(
        kind=kind,
        basis=basis,
        first=since,
        last=last,
        rounds=sum(row.rounds for row in rows),
        addressed=sum(row.addressed for row in rows),
        seen=seen,
        saving=saving,
    )


def _next_half(half: date) -> date:
    """The first day of the half-year after the one that begins on `half`."""
    return half.replace(month=7) if half.month == 1 else half.replace(year=half.year + 1, month=1)


def _six_months_before(day: date) -> date:
    """The same day of the month six months ago, or the last one that month has."""
    return Month.of(day).back(6).day(day.day)
