"""What happened to applications since a moment a reader names by a cursor.

Two ledgers are read: applications as they came in, and reversals. Both are written while the receipt counter
is held, so their numbers become visible in order and a cursor misses nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from enrollment.models import Application, Reversal

_CURSOR = re.compile(r"a(\d{1,18})-r(\d{1,18})", re.ASCII)


class BadCursor(ValueError):
    """Not a cursor of ours."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last application and the last reversal that were read."""

    application: int = 0
    reversal: int = 0

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises BadCursor."""
        match = _CURSOR.fullmatch(text)
        if not match:
            raise BadCursor(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"a{self.application}-r{self.reversal}"


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One thing that happened to one application."""

    change: str
    at: datetime
    application: Application


def changes_since(cursor: Cursor, *, area_path: str, limit: int) -> tuple[list[ChangeEntry], Cursor, bool]:
    """At most `limit` changes of an area after the cursor, where to go on, and whether more are there now."""
    taken = list(
        _of_area(Application.objects.select_related("dong"), "dong", area_path)
        .filter(pk__gt=cursor.application)
        .order_by("pk")[: limit + 1]
    )
    reversed_ = list(
        _of_area(Reversal.objects.select_related("application__dong"), "application__dong", area_path)
        .filter(pk__gt=cursor.reversal)
        .order_by("pk")[: limit + 1]
    )
    entries = [ChangeEntry("accepted", row.entered_at, row) for row in taken[:limit]]
    room = limit - len(entries)
    entries += [ChangeEntry("reversed", row.reversed_at, row.application) for row in reversed_[:room]]
    going_on = Cursor(
        taken[:limit][-1].pk if taken else cursor.application,
        reversed_[:room][-1].pk if reversed_[:room] else cursor.reversal,
    )
    return entries, going_on, len(taken) > limit or len(reversed_) > room


def of_area(applications, area_path: str):
    """Applications of a district or a dong."""
    return _of_area(applications, "dong", area_path)


def _of_area(rows, field: str, area_path: str):
    codes = area_path.split("/")
    rows = rows.filter(**{f"{field}__district": codes[0]})
    return rows.filter(**{field: codes[1]}) if len(codes) > 1 else rows
