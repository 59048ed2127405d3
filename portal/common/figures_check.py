"""Every night: figures compared with the ledgers they come from, and kept as they were that day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from portal.common import audit, standing, summary
from portal.common.models import FigureCheck, FigureSnapshot
from portal.common.summary import Compared


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it stands at the end of a day; a count when it has no `denominator`."""

    name: str
    numerator: int
    denominator: int | None = None
    area: str = ""
    key: str = ""
    source: str = ""


_checks: list[Callable[[], Compared]] = [summary.check]
_tellers: list[Callable[[date], Iterable[Told]]] = []


def also_check(check: Callable[[], Compared]) -> None:
    """Compare something more every night; `check` mends what it can and says what differed."""
    if check not in _checks:
        _checks.append(check)


def also_keep(tell: Callable[[date], Iterable[Told]]) -> None:
    """Keep more figures every night: `tell(day)` gives them as they stand at the end of a day."""
    if tell not in _tellers:
        _tellers.append(tell)


def run() -> FigureCheck:
    """Compare everything with its ledger, mend what can be, and write down what differed."""
    started, found = perf_counter(), Compared()
    for check in _checks:
        found.add(check())
    return FigureCheck.objects.create(
        at=timezone.now(),
        compared=found.rows,
        differences=found.differences,
        seconds=perf_counter() - started,
    )


def run_due() -> None:
    """Check once a day, and keep what is due.

    What cannot be kept now is kept by a later run, without checking again.
    """
    if not FigureCheck.objects.filter(at__date=timezone.localdate()).exists():
        run()
    keep_due()


def keep_due() -> list[date]:
    """Keep the figures of every day that is over since the last one kept; which days these are."""
    days = _days_to_keep(timezone.localdate() - timedelta(days=1))
    if days:
        standing.take()
    for day in days:
        keep(day)
    return days


def _days_to_keep(yesterday: date) -> list[date]:
    """Up to `yesterday`, oldest first; days before the first one kept stay as they are."""
    last = FigureSnapshot.objects.aggregate(last=Max("day"))["last"] or yesterday - timedelta(days=1)
    return [last + timedelta(days=number) for number in range(1, (yesterday - last).days + 1)]


@transaction.atomic
def keep(day: date) -> int:
    """Write down the figures at the end of `day`; how many. What is written already stays as it is."""
    at = timezone.now()
    rows = [
        FigureSnapshot(
            day=day,
            name=told.name,
            area=told.area,
            key=told.key,
            numerator=told.numerator,
            denominator=told.denominator,
            source=told.source,
            taken_at=at,
        )
        for tell in _tellers
        for told in tell(day)
    ]
    FigureSnapshot.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def unnoticed() -> FigureCheck | None:
    """The newest check that found differences nobody has looked at. Checks mend what they find, so later
    ones find nothing: that settles no earlier one."""
    found = FigureCheck.objects.exclude(differences=[]).filter(noticed_at=None)
    return found.order_by("-at", "-id").first()


@transaction.atomic
def notice(*, check: FigureCheck, by) -> FigureCheck:
    """An administrator has seen the differences: pages stop shouting. The second time changes nothing."""
    check = FigureCheck.objects.select_for_update().get(pk=check.pk)
    if check.noticed_at is None:
        check.noticed_at = timezone.now()
        check.save(update_fields=["noticed_at"])
        audit.record(by=by, action="figures.notice", obj=check, differences=len(check.differences))
    return check
