"""The spells of one household that was kept as two: every day counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from enrollment.enums import EndReason

FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Spell:
    """Enrolled from `starts_on` until the day before `ends_on`; None while it runs."""

    starts_on: date
    ends_on: date | None
    dong_id: str
    place: str
    ended_reason: str

    @property
    def end(self) -> date:
        return self.ends_on or FOREVER


def one_household(kept: Iterable[Spell], absorbed: Iterable[Spell]) -> list[Spell]:
    """The spells of both as those of one household, in order, none overlapping another.

    A day on which either was enrolled is a day of enrollment; where both were, the kept one's dong holds.
    What runs on in one dong is one spell, with the place of its beginning.
    """
    kept, absorbed = list(kept), list(absorbed)
    days = sorted({day for spell in (*kept, *absorbed) for day in (spell.starts_on, spell.end)})
    joined: list[Spell] = []
    for first, end in pairwise(days):
        spell = _on(first, kept) or _on(first, absorbed)
        if spell is None:
            continue
        piece = _cut(spell, first, end)
        before = joined[-1] if joined else None
        if before and before.end == first and before.dong_id == piece.dong_id:
            joined[-1] = Spell(
                before.starts_on, piece.ends_on, before.dong_id, before.place, piece.ended_reason
            )
        else:
            joined.append(piece)
    return joined


def _on(day: date, spells: list[Spell]) -> Spell | None:
    return next((spell for spell in spells if spell.starts_on <= day < spell.end), None)


def _cut(spell: Spell, first: date, end: date) -> Spell:
    if end == FOREVER:
        return Spell(first, None, spell.dong_id, spell.place, "")
    reason = spell.ended_reason if end == spell.end else EndReason.MERGED.value
    return Spell(first, end, spell.dong_id, spell.place, reason)
