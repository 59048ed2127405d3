"""Which days of enrollment belong to a household: those of its members, each while they belonged to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max

from enrollment.enums import EndReason
from enrollment.models import EnrollmentPeriod, FormerStay, Household, Person

FOREVER = date.max
Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one member with one service, until the day before `ends_on`."""

    starts_on: date
    ends_on: date
    place: str
    """Where the application it rests on was handed in."""
    ended_reason: str


def days_of(household: Household) -> list[Days]:
    """The days of all members, past ones included, in the order of their beginning."""
    windows = _windows(household)
    periods = EnrollmentPeriod.objects.filter(person__in=windows).exclude(ends_on=F("starts_on"))
    rows = periods.order_by("id").values_list(
        "person", "starts_on", "ends_on", "source__place", "ended_reason"
    )
    found = [
        days
        for person, starts_on, ends_on, place, reason in rows
        for window in windows[person]
        if (days := _inside(window, Days(starts_on, ends_on or FOREVER, place, reason)))
    ]
    return sorted(found, key=lambda days: days.starts_on)


def people_of(household: Household) -> list[int]:
    """Everybody who is or was a member."""
    return list(_windows(household))


def last_move_of(people) -> date | None:
    """The last day on which one of `people` (a queryset) left a household for another."""
    return FormerStay.objects.filter(person__in=people).aggregate(day=Max("ends_on"))["day"]


def homes_of(person: Person) -> set[int]:
    """The household of today and the former ones; of joined ones the one that counts."""
    former = FormerStay.objects.filter(person=person).values_list("household", flat=True)
    return {_counting(pk) for pk in (person.household_id, *former)}


def _windows(household: Household) -> dict[int, list[Window]]:
    """From when to when each person belonged to the household; what was joined to it is part of it."""
    homes = _with_absorbed(household.pk)
    windows: dict[int, list[Window]] = {}
    for stay in FormerStay.objects.filter(household__in=homes):
        windows.setdefault(stay.person_id, []).append((stay.starts_on or date.min, stay.ends_on))
    members = Person.objects.filter(household__in=homes)
    for pk, since in members.annotate(since=Max("former_stays__ends_on")).values_list("pk", "since"):
        windows.setdefault(pk, []).append((since or date.min, FOREVER))
    # Days of a record that was joined to another one are kept with that one.
    joined = Person.objects.filter(pk__in=windows, merged_into__isnull=False)
    for pk, kept in joined.values_list("pk", "merged_into"):
        windows.setdefault(kept, []).extend(windows[pk])
    return {pk: sorted(set(found)) for pk, found in windows.items()}


def _inside(window: Window, days: Days) -> Days | None:
    first, end = max(window[0], days.starts_on), min(window[1], days.ends_on)
    if first >= end:
        return None
    reason = days.ended_reason if end == days.ends_on else EndReason.MOVED_WITHIN.value
    return Days(first, end, days.place, reason)


def _with_absorbed(household_id: int) -> set[int]:
    homes, found = set(), {household_id}
    while found:
        homes |= found
        found = set(Household.objects.filter(merged_into__in=found).values_list("pk", flat=True)) - homes
    return homes


def _counting(household_id: int) -> int:
    while into := Household.objects.values_list("merged_into", flat=True).get(pk=household_id):
        household_id = into
    return household_id
