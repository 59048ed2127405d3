"""What a rate stands on: registered households of a district or a dong on a counted day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from enrollment.enums import CountSource
from enrollment.models import HouseholdCount


@dataclass(frozen=True, slots=True)
class Denominator:
    """Registered households on `counted_on`, from `source`."""

    households: int
    counted_on: date
    source: str

    @property
    def label(self) -> str:
        return f"{CountSource(self.source).label} ({self.counted_on:%Y-%m-%d})"


def known(day: date, district_code: str) -> list[Denominator]:
    """The district's denominators up to `day`, oldest first.

    An import is refused unless it counts every dong there was then, so each day stands for the whole
    district, also after a dong has been added later.
    """
    days = (
        current_counts(district_code)
        .filter(as_of__lte=day)
        .values("as_of", "source")
        .annotate(total=Sum("households"))
        .order_by("as_of")
    )
    return [Denominator(found["total"], found["as_of"], found["source"]) for found in days]


def by_dong(day: date, district_code: str) -> dict[str, HouseholdCount]:
    """The counts of the latest counted day on or before `day`, by dong code.

    One day and one source for all dongs: parts then add up to the whole, and estimates never mix with
    official counts. Empty when there is no such day.
    """
    counted = known(day, district_code)
    if not counted:
        return {}
    last = counted[-1]
    chosen = current_counts(district_code).filter(as_of=last.counted_on, source=last.source)
    return {count.dong_id: count for count in chosen}


def current_counts(district_code: str) -> QuerySet[HouseholdCount]:
    """The counts of its dongs that nothing has superseded."""
    return HouseholdCount.objects.filter(dong__district_id=district_code, superseded_at=None)


def of_district(counts: list[HouseholdCount]) -> Denominator | None:
    """The whole that the counts of all dongs add up to; None without counts."""
    if not counts:
        return None
    return Denominator(
        households=sum(count.households for count in counts),
        counted_on=counts[0].as_of,
        source=counts[0].source,
    )


def of_dong(count: HouseholdCount | None) -> Denominator | None:
    if count is None:
        return None
    return Denominator(households=count.households, counted_on=count.as_of, source=count.source)
