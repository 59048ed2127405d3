"""Cutting a household's spells back to the days on which a member really was enrolled."""

from dataclasses import dataclass
from datetime import date

from enrollment.enums import EndReason
from enrollment.models import Household, HouseholdPeriod
from enrollment.queries.stays import FOREVER, days_of


@dataclass(slots=True)
class Stretch:
    """Days on which some member was enrolled, from the first to the day after the last."""

    starts_on: date
    ends_on: date
    place: str
    """Where the application that began it was handed in."""
    ended_reason: str


def cut_to_members(household: Household) -> None:
    """Make the household's spells hold no day on which nobody of it was enrolled, past days included.

    Spells are only cut, never made longer: dong and order stay as they were written. One that held for
    nobody ends on the day it began, as reversed. Call with the household's row held.
    """
    stretches = stretches_of(household)
    for spell in HouseholdPeriod.objects.filter(household=household).order_by("starts_on", "id"):
        end = spell.ends_on or FOREVER
        if end > spell.starts_on:
            _cut(spell, [part for part in (_overlap(stretch, spell, end) for stretch in stretches) if part])


def stretches_of(household: Household) -> list[Stretch]:
    """The days of all members together, without overlaps or gaps of no day, oldest first."""
    found: list[Stretch] = []
    for days in days_of(household):
        if not found or days.starts_on > found[-1].ends_on:
            found.append(Stretch(days.starts_on, days.ends_on, days.place, days.ended_reason))
        elif days.ends_on >= found[-1].ends_on:
            found[-1].ends_on, found[-1].ended_reason = days.ends_on, days.ended_reason
    return found


def _overlap(stretch: Stretch, spell: HouseholdPeriod, end: date) -> Stretch | None:
    first, last = max(stretch.starts_on, spell.starts_on), min(stretch.ends_on, end)
    if first >= last:
        return None
    goes_on = stretch.starts_on < spell.starts_on
    place = spell.place if goes_on else stretch.place
    return Stretch(first, last, place, spell.ended_reason if last == end else stretch.ended_reason)


def _cut(spell: HouseholdPeriod, held: list[Stretch]) -> None:
    if not held:
        spell.ends_on, spell.ended_reason = spell.starts_on, EndReason.REVERSED
        spell.save(update_fields=["ends_on", "ended_reason"])
        return
    # The first keeps the row; written before the others, so that only one of them is open at any moment.
    _write(spell, held[0])
    for stretch in held[1:]:
        _write(HouseholdPeriod(household_id=spell.household_id, dong_id=spell.dong_id), stretch)


def _write(spell: HouseholdPeriod, stretch: Stretch) -> None:
    spell.starts_on, spell.place = stretch.starts_on, stretch.place
    spell.ends_on = None if stretch.ends_on == FOREVER else stretch.ends_on
    spell.ended_reason = stretch.ended_reason if spell.ends_on else ""
    spell.save()
