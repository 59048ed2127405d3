"""The enrollment rate: never a bare percentage, always numerator, denominator, day and source.

A household counts once, however many members enroll. It is enrolled on a day when at least one member has
an enrollment period that has started and not ended by the end of that day. Counted from the summaries of the
ledger (`household_days`), never from the ledger itself.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from enrollment.enums import IntakePlace
from enrollment.models import District, Dong, HouseholdCount, Target
from enrollment.queries import denominators, household_days, targets
from enrollment.queries.denominators import Denominator
from portal.common.share import percent

_LONG = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Rate:
    """Enrolled households of a group at the end of `as_of`, over the denominator it stands on.

    `denominator` is None when no count on or before `as_of` is known: then there is no rate to tell.
    """

    group: str
    name: str
    as_of: date
    enrolled_households: int
    denominator: Denominator | None

    @property
    def households(self) -> int | None:
        return self.denominator.households if self.denominator else None

    @property
    def rate_percent(self) -> Decimal | None:
        """Percent with one decimal, half up as offices round; None without a denominator."""
        return percent(self.enrolled_households, self.households)

    @property
    def denominator_source(self) -> str | None:
        return self.denominator.label if self.denominator else None

    def as_record(self) -> dict:
        """The figure with everything it stands on, as the command and the API give it out."""
        percent = self.rate_percent
        return {
            "group": self.group,
            "as_of": self.as_of.isoformat(),
            "enrolled_households": self.enrolled_households,
            "households": self.households,
            "rate_percent": float(percent) if percent is not None else None,
            "denominator_source": self.denominator_source,
        }


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of one district at the end of one day; parts add up to the whole by construction."""

    district: Rate
    by_dong: list[Rate]
    by_place: list[Rate]


def rates_on(day: date, district_code: str) -> Rates:
    """Whole, dongs and intake places from one count of households, so that they always agree.

    Raises District.DoesNotExist for an unknown district.
    """
    district = District.objects.get(code=district_code)
    dongs = list(Dong.objects.filter(district_id=district_code))
    counts = denominators.by_dong(day, district_code)
    whole = denominators.of_district(list(counts.values()))
    of_dong: Counter[str] = Counter()
    of_place: Counter[str] = Counter()
    for (dong_code, place), number in household_days.enrolled(day, district_code).items():
        of_dong[dong_code] += number
        of_place[place] += number
    return Rates(
        district=Rate("district", district.display_name, day, of_dong.total(), whole),
        by_dong=[
            _of_dong(dong, day, enrolled=of_dong[dong.code], count=counts.get(dong.code)) for dong in dongs
        ],
        by_place=[
            Rate(place.value, str(place.label), day, of_place[place.value], whole) for place in IntakePlace
        ],
    )


def rates_of(dongs: Collection[Dong], day: date) -> list[Rate]:
    """The rates of some dongs alone, each as `rates_on` tells it, by district and in the order given."""
    districts = sorted({dong.district_id for dong in dongs})
    return [
        rate
        for code in districts
        for rate in _rates_of([dong for dong in dongs if dong.district_id == code], day, code)
    ]


def _rates_of(dongs: list[Dong], day: date, district_code: str) -> list[Rate]:
    current = denominators.current_counts(district_code)
    newest = current.filter(as_of__lte=day).order_by("-as_of")[:1]
    counted = current.filter(dong__in=dongs, as_of=newest.values("as_of"), source=newest.values("source"))
    counts = {count.dong_id: count for count in counted}
    enrolled: Counter[str] = Counter()
    for (dong_code, _place), number in household_days.enrolled(day, district_code, dongs).items():
        enrolled[dong_code] += number
    return [_of_dong(dong, day, enrolled=enrolled[dong.code], count=counts.get(dong.code)) for dong in dongs]


def _of_dong(dong: Dong, day: date, *, enrolled: int, count: HouseholdCount | None) -> Rate:
    return Rate(dong.code, dong.display_name, day, enrolled, denominators.of_dong(count))


def district_rate(day: date, district_code: str) -> Rate:
    """The headline: enrolled households of all households of the district."""
    return rates_on(day, district_code).district


def rates_by_dong(day: date, district_code: str) -> list[Rate]:
    """One rate per dong, in the order of codes; a dong without enrolled households is there with 0."""
    return rates_on(day, district_code).by_dong


def rates_by_place(day: date, district_code: str) -> list[Rate]:
    """By how the household enrolled; every share stands on all households of the district."""
    return rates_on(day, district_code).by_place


def totals_on(days: Iterable[date], district_code: str) -> dict[date, int]:
    """Enrolled households at the end of each of some days."""
    return household_days.totals(days, district_code)


def still_since(day: date, district_code: str) -> date | None:
    """The last day on which enrolled households grew in number, when that lies more than a month back."""
    last = household_days.last_grown_on(day, district_code)
    return last if last is not None and day - last > _LONG else None


def first_enrolled_on(district_code: str) -> date | None:
    """The first day on which a household became enrolled."""
    return household_days.first_start(district_code)


def current_target(day: date, district_code: str) -> Target | None:
    """The district's target in force on `day`."""
    return targets.in_force(day, district_code).district
