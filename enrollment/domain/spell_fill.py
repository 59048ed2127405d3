"""Days on which a member was enrolled and no spell of the household tells it: late forms of past days."""

from collections.abc import Iterator
from datetime import date

from enrollment.domain.spell_cut import Stretch
from enrollment.enums import EndReason
from enrollment.models import Household, HouseholdPeriod


def fill_gaps(household: Household, stretches: list[Stretch], *, since: date, place: str) -> None:
    """Make the household count on every day of `stretches` from `since` on, in the dong it lived in then.

    A spell that begins where a gap ends begins earlier; it came in at `place` then. Call with the
    household's row held.
    """
    standing = HouseholdPeriod.objects.filter(household=household).exclude(ended_reason=EndReason.REVERSED)
    # One of no day, left by a move on the day it began, still tells the dong before that day.
    spells = list(standing.order_by("starts_on", "id"))
    for first, end, reason in list(_gaps(stretches, spells, since)):
        following = next((spell for spell in spells if spell.starts_on >= end), None)
        if following is not None and following.starts_on == end:
            following.starts_on, following.place = first, place
            following.save(update_fields=["starts_on", "place"])
            continue
        near = following or (spells[-1] if spells else None)
        HouseholdPeriod.objects.create(
            household=household,
            dong_id=near.dong_id if near else household.dong_id,
            place=place,
            starts_on=first,
            ends_on=end,
            ended_reason=reason or EndReason.WITHDRAWN,
        )


def _gaps(
    stretches: list[Stretch], spells: list[HouseholdPeriod], since: date
) -> Iterator[tuple[date, date, str]]:
    """First day, day after the last, and why it ended; `spells` do not overlap and the oldest is first."""
    for stretch in stretches:
        first = max(stretch.starts_on, since)
        for spell in spells:
            if first < min(spell.starts_on, stretch.ends_on):
                yield first, min(spell.starts_on, stretch.ends_on), stretch.ended_reason
            first = max(first, spell.ends_on or date.max)
        if first < stretch.ends_on:
            yield first, stretch.ends_on, stretch.ended_reason
