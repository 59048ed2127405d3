"""What happened to applications since a moment a reader names by a cursor.

Four lists are read: applications as they came in, reversals, applications that waited for a decision and were
refused, and leavings and moves. All are written while the receipt counter is held, so their numbers, and the
moments of the refusals, become visible in order and a cursor misses nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from enrollment.enums import ReviewState
from enrollment.models import Application, Reversal, WaitingApplication
from enrollment.queries.later_changes import LaterChange, later_changes

_CURSOR = re.compile(r"a(\d{1,18})-r(\d{1,18})(?:-d(\d{1,17}))?(?:-c(\d{1,18}))?", re.ASCII)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
REFUSED = (ReviewState.REJECTED, ReviewState.EXPIRED)


class BadCursor(ValueError):
    """Not a cursor of ours."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last application, reversal and later change that were read, and the moment of the last refusal."""

    application: int = 0
    reversal: int = 0
    refusal: int = 0
    """Microseconds since 1970."""
    later: int = 0

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises BadCursor."""
        match = _CURSOR.fullmatch(text)
        if not match:
            raise BadCursor(text)
        return cls(int(match[1]), int(match[2]), int(match[3] or 0), int(match[4] or 0))

    def __str__(self) -> str:
        return f"a{self.application}-r{self.reversal}-d{self.refusal}-c{self.later}"


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One thing that happened to one application."""

    change: str
    at: datetime
    application: Application | WaitingApplication


Entry = ChangeEntry | LaterChange


def changes_since(cursor: Cursor, *, area_path: str, limit: int) -> tuple[list[Entry], Cursor, bool]:
    """At most `limit` changes of an area after the cursor, where to go on, and whether more are there now."""
    taken = _after(Application.objects.select_related("dong"), "dong", area_path, pk=cursor.application)
    reversals = Reversal.objects.select_related("application__dong")
    reversals = _after(reversals, "application__dong", area_path, pk=cursor.reversal)
    refused = WaitingApplication.objects.filter(state__in=REFUSED)
    refused = _after(refused, "dong", area_path, decided_at=_START + cursor.refusal * _TICK)
    entries: list[Entry] = []
    more = False
    found: list = []
    for rows, entry_of in ((taken, _accepted), (reversals, _reversed), (refused, _refused)):
        room = limit - len(entries)
        read = list(rows[: room + 1])
        more = more or len(read) > room
        found.append(read[:room])
        entries += map(entry_of, read[:room])
    later, last_later, is_more = later_changes(cursor.later, area_path=area_path, room=limit - len(entries))
    entries, more = [*entries, *later], more or is_more
    last = [rows[-1] if rows else None for rows in found]
    going_on = Cursor(
        last[0].pk if last[0] else cursor.application,
        last[1].pk if last[1] else cursor.reversal,
        (last[2].decided_at - _START) // _TICK if last[2] else cursor.refusal,
        last_later,
    )
    return entries, going_on, more


def _accepted(row: Application) -> ChangeEntry:
    return ChangeEntry("accepted", row.entered_at, row)


def _reversed(row: Reversal) -> ChangeEntry:
    return ChangeEntry("reversed", row.reversed_at, row.application)


def _refused(row: WaitingApplication) -> ChangeEntry:
    return ChangeEntry("refused", row.decided_at, row)


def _after(rows, field: str, area_path: str, **last):
    """Rows of an area after the last one read, in the order of that."""
    ((name, value),) = last.items()
    return _of_area(rows, field, area_path).filter(**{f"{name}__gt": value}).order_by(name)


def of_area(applications, area_path: str):
    """Applications of a district or a dong."""
    return _of_area(applications, "dong", area_path)


def _of_area(rows, field: str, area_path: str):
    codes = area_path.split("/")
    rows = rows.filter(**{f"{field}__district": codes[0]})
    return rows.filter(**{field: codes[1]}) if len(codes) > 1 else rows
