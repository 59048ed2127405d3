"""Enrollment rates at the ends of months, by dong or by intake place, from the sums by month."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, Sum

from enrollment.enums import IntakePlace
from enrollment.models import District, Dong, HouseholdCount, HouseholdMonth
from enrollment.queries import denominators, rates
from enrollment.queries.denominators import Denominator
from enrollment.queries.rates import Rate
from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS
from portal.common.month import Month


class By(StrEnum):
    DONG = "dong"
    CHANNEL = "channel"


_COLUMN = {By.DONG: "dong_id", By.CHANNEL: "place"}


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The whole district and its parts at the end of a month.

    `held` counts the enrolled households of each part, in the order of `names`; they add up to the whole.
    `denominators` are those of parts that have one of their own, else they stand on that of the whole.
    """

    district: Rate
    names: Mapping[str, str]
    held: tuple[int, ...]
    denominators: Mapping[str, Denominator] | None

    @property
    def day(self) -> date:
        return self.district.as_of

    @property
    def parts(self) -> list[Rate]:
        whole, own = self.district.denominator, self.denominators
        return [
            Rate(key, name, self.day, number, whole if own is None else own.get(key))
            for (key, name), number in zip(self.names.items(), self.held, strict=True)
        ]


def read(last: date, district_code: str, by: By) -> list[MonthEnd]:
    """Every month from the one intake opened in to the last that is over by `last`, oldest first.

    Raises District.DoesNotExist for an unknown district.
    """
    district = District.objects.get(code=district_code)
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district_code)
    ends = [month.last for month in Month.between(opened_on, Month.over_by(last).last)] if opened_on else []
    if not ends:
        return []
    grown = _grown(ends[-1], district_code, _COLUMN[by])
    names, counts = _names(by, district_code), _Counts(ends[-1], district_code)
    months, held = sorted(grown, reverse=True), Counter()
    found = []
    for end in ends:
        while months and months[-1] <= end:
            held.update(grown[months.pop()])
        whole = Rate("district", district.display_name, end, held.total(), counts.whole(end))
        own = counts.by_dong(end) if by == By.DONG else None
        found.append(MonthEnd(whole, names, tuple(held[key] for key in names), own))
    return found


def _names(by: By, district_code: str) -> dict[str, str]:
    if by == By.DONG:
        return {dong.code: dong.display_name for dong in Dong.objects.filter(district_id=district_code)}
    return {place.value: str(place.label) for place in IntakePlace}


def _grown(last: date, district_code: str, column: str) -> dict[date, Counter[str]]:
    """By how many households each part grew in each month; the month by its first day."""
    summary.catch_up(CAUGHT_UP_CELLS)
    rows = (
        HouseholdMonth.objects.filter(dong__district_id=district_code, month__lte=last)
        .order_by()
        .values_list("month", column)
        .annotate(net=Sum(F("started") - F("ended")))
    )
    grown: dict[date, Counter[str]] = defaultdict(Counter)
    for month, key, number in rows:
        grown[month][key] += number
    return grown


class _Counts:
    """Registered households as they were known on a day: of one counted day and one source at a time."""

    def __init__(self, last: date, district_code: str):
        self._known = denominators.known(last, district_code)
        self._days = [denominator.counted_on for denominator in self._known]
        self._by_dong: dict[tuple, dict[str, Denominator]] = defaultdict(dict)
        counts = HouseholdCount.objects.filter(
            dong__district_id=district_code, superseded_at=None, as_of__lte=last
        )
        for dong, day, source, households in counts.values_list("dong_id", "as_of", "source", "households"):
            self._by_dong[day, source][dong] = Denominator(households, day, source)

    def whole(self, day: date) -> Denominator | None:
        position = bisect_right(self._days, day)
        return self._known[position - 1] if position else None

    def by_dong(self, day: date) -> dict[str, Denominator]:
        whole = self.whole(day)
        return self._by_dong[whole.counted_on, whole.source] if whole else {}
