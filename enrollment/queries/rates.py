"""The enrollment rate: never a bare percentage, always numerator, denominator, day and source.

A household counts once, however many members enroll. It is enrolled on a day when at least one member has
an enrollment period that has started and not ended by the end of that day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q

from enrollment.enums import CountSource, IntakePlace
from enrollment.models import District, Dong, HouseholdCount, HouseholdPeriod, Target

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Denominator:
    """Registered households on `counted_on`, from `source`."""

    households: int
    counted_on: date
    source: str

    @property
    def label(self) -> str:
        return f"{CountSource(self.source).label} ({self.counted_on:%Y-%m-%d})"


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
        if not self.households:
            return None
        exact = Decimal(self.enrolled_households) * 100 / Decimal(self.households)
        return exact.quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def denominator_source(self) -> str | None:
        return self.denominator.label if self.denominator else None


def enrolled_on(day: date, district_code: str):
    """Household periods that hold at the end of `day`."""
    return HouseholdPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day, dong__district_id=district_code
    )


def denominators(day: date, district_code: str) -> dict[str, HouseholdCount]:
    """The counts of the latest day on or before `day` on which every dong was counted, by dong code.

    One day and one source for all dongs: parts then add up to the whole, and estimates never mix with
    official counts. Empty when there is no such day.
    """
    dongs = Dong.objects.filter(district_id=district_code).count()
    current = HouseholdCount.objects.filter(dong__district_id=district_code, superseded_at=None)
    complete = (
        current.filter(as_of__lte=day)
        .values("as_of")
        .annotate(counted=Count("dong"))
        .filter(counted=dongs)
        .order_by("-as_of")
        .first()
    )
    if complete is None:
        return {}
    return {count.dong_id: count for count in current.filter(as_of=complete["as_of"])}


def district_denominator(day: date, district_code: str) -> Denominator | None:
    """Households of all dongs together, or None when no complete count is known."""
    counts = list(denominators(day, district_code).values())
    if not counts:
        return None
    return Denominator(
        households=sum(count.households for count in counts),
        counted_on=counts[0].as_of,
        source=counts[0].source,
    )


def district_rate(day: date, district_code: str) -> Rate:
    """The headline: enrolled households of all households of the district."""
    district = District.objects.get(code=district_code)
    return Rate(
        group="district",
        name=district.display_name,
        as_of=day,
        enrolled_households=enrolled_on(day, district_code).count(),
        denominator=district_denominator(day, district_code),
    )


def rates_by_dong(day: date, district_code: str) -> list[Rate]:
    """One rate per dong, in the order of codes; a dong without enrolled households is there with 0."""
    enrolled = dict(enrolled_on(day, district_code).values_list("dong_id").annotate(n=Count("id")).order_by())
    counts = denominators(day, district_code)
    return [
        Rate(
            group=dong.code,
            name=dong.display_name,
            as_of=day,
            enrolled_households=enrolled.get(dong.code, 0),
            denominator=_denominator(counts.get(dong.code)),
        )
        for dong in Dong.objects.filter(district_id=district_code)
    ]


def _denominator(count: HouseholdCount | None) -> Denominator | None:
    if count is None:
        return None
    return Denominator(households=count.households, counted_on=count.as_of, source=count.source)


def rates_by_place(day: date, district_code: str) -> list[Rate]:
    """By how the household enrolled; every share stands on all households of the district."""
    enrolled = dict(enrolled_on(day, district_code).values_list("place").annotate(n=Count("id")).order_by())
    denominator = district_denominator(day, district_code)
    return [
        Rate(
            group=place.value,
            name=str(place.label),
            as_of=day,
            enrolled_households=enrolled.get(place.value, 0),
            denominator=denominator,
        )
        for place in IntakePlace
    ]


def daily_totals(first: date, last: date, district_code: str) -> list[tuple[date, int]]:
    """Enrolled households at the end of each day from `first` to `last`."""
    change: dict[date, int] = defaultdict(int)
    periods = HouseholdPeriod.objects.filter(dong__district_id=district_code).order_by()
    for field, sign in (("starts_on", 1), ("ends_on", -1)):
        rows = periods.filter(**{f"{field}__lte": last}).values_list(field).annotate(n=Count("id"))
        for day, number in rows:
            change[day] += sign * number
    total = sum(number for day, number in change.items() if day < first)
    totals = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        total += change.get(day, 0)
        totals.append((day, total))
    return totals


def current_target(day: date, district_code: str) -> Target | None:
    """The district's target in force on `day`: the one set last."""
    return Target.objects.filter(district_id=district_code, dong=None, set_on__lte=day).first()
