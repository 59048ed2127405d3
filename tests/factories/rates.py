"""Denominators and enrolled households by the number, and the Ministry's file rebuilt small."""

import csv
import io
from datetime import date, timedelta
from itertools import count

from enrollment.domain.household_counts import import_counts
from enrollment.enums import EndReason, IntakePlace
from enrollment.models import District, Dong, Household, HouseholdPeriod, Target
from enrollment.queries import rates

DISTRICT = "1120000000"
_numbers = count(1)


def dong_codes(district_code: str = DISTRICT) -> list[str]:
    return list(Dong.objects.filter(district_id=district_code).values_list("code", flat=True))


def mois_file(
    months: dict[str, dict[str, int | str]],
    *,
    district: str = DISTRICT,
    name: str = "서울특별시 성동구",
    names: dict[str, str] | None = None,
    totals: dict[str, int | str] | None = None,
) -> bytes:
    """The Ministry's CSV of one district: `months` maps "2022년06월" to households by dong code."""
    names = names or dict(Dong.objects.filter(district_id=district).values_list("code", "official_name"))
    totals = totals or {month: sum(counts.values()) for month, counts in months.items()}
    header = ["행정구역"]
    for month in months:
        header += [f"{month}_총인구수", f"{month}_세대수"]
    rows = [header, _row(f"{name} ({district})", totals.values())]
    codes = next(iter(months.values()))
    rows += [
        _row(f"{name} {names.get(code, '새동')}({code})", [month[code] for month in months.values()])
        for code in codes
    ]
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue().encode("cp949")


def _row(region: str, counts) -> list[str]:
    cells = [region]
    for households in counts:
        cells += ["1,234", f"{households:,}" if isinstance(households, int) else households]
    return cells


def count_households(month: str = "2012년08월", each: int = 1000, **changes: int) -> dict[str, int]:
    """Import a count of `each` household per dong, some changed: `d1120058000=500`."""
    counts = {code: changes.get(f"d{code}", each) for code in dong_codes()}
    import_counts(data=mois_file({month: counts}), filename="세대현황.csv", district_code=DISTRICT, by=None)
    return counts


def enrolled_households(
    number: int,
    *,
    dong: str = "1120058000",
    place: str = IntakePlace.ONLINE,
    starts_on: date = date(2012, 9, 16),
    ends_on: date | None = None,
) -> None:
    """`number` households of a dong with one spell of enrollment each."""
    keys = [f"시험로 {next(_numbers)}" for _ in range(number)]
    households = Household.objects.bulk_create(
        Household(dong_id=dong, road_address=key, address_key=key, head_name="가나다", head_key="가나다")
        for key in keys
    )
    HouseholdPeriod.objects.bulk_create(
        HouseholdPeriod(
            household=household,
            dong_id=dong,
            place=place,
            starts_on=starts_on,
            ends_on=ends_on,
            ended_reason=EndReason.WITHDRAWN if ends_on else "",
        )
        for household in households
    )


def small_programme() -> None:
    """1,700 households; 34 enrolled on the opening day, 17 more on day 11, 6 of them gone on day 31."""
    opened, later = date(2012, 9, 16), date(2012, 9, 26)
    count_households(each=100)
    District.objects.filter(code=DISTRICT).update(intake_opened_on=opened)
    Target.objects.create(district_id=DISTRICT, rate_percent=50, due_on=date(2014, 6, 30), set_on=opened)
    enrolled_households(34, place=IntakePlace.DOOR_TO_DOOR, starts_on=opened)
    enrolled_households(11, dong="1120056000", place=IntakePlace.ONLINE, starts_on=later)
    enrolled_households(
        6, dong="1120056000", place=IntakePlace.LIBRARY, starts_on=later, ends_on=date(2012, 10, 16)
    )


def daily_totals(first: date, last: date) -> dict[date, int]:
    """Enrolled households of the district at the end of each day from `first` to `last`."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return rates.totals_on(days, DISTRICT)
