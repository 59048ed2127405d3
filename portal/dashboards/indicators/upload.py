"""What a file of values would change, and writing it once somebody has looked."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from portal.accounts.models import User
from portal.dashboards.indicators.file import Entry
from portal.dashboards.indicators.values import enter
from portal.dashboards.models import Indicator, IndicatorValue


class ChangedMeanwhile(Exception):
    """Between preview and confirmation somebody else changed the values."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the file against what holds now, None when there is none."""

    entry: Entry
    previous: Decimal | None
    previous_source: str = ""

    @property
    def kind(self) -> str:
        """`new`, `same` or `corrected`; the same value from another source is a correction too."""
        if self.previous is None:
            return "new"
        is_same = (self.previous, self.previous_source) == (self.entry.value, self.entry.source)
        return "same" if is_same else "corrected"


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes of a file in its order."""

    changes: tuple[Change, ...]

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    @property
    def changes_nothing(self) -> bool:
        return self.count("same") == len(self.changes)

    @property
    def fingerprint(self) -> str:
        """Names exactly these changes: another value in force or in the file gives another one."""
        facts = [
            (
                change.entry.indicator.code,
                change.entry.peer,
                change.entry.period_on.isoformat(),
                str(change.entry.value),
                change.entry.source,
                str(change.previous),
                change.previous_source,
            )
            for change in self.changes
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def compared(entries: list[Entry]) -> Preview:
    """The entries against the values in force, in one statement."""
    in_force = {
        (value.indicator_id, value.peer, value.period_on): value
        for value in IndicatorValue.objects.filter(
            indicator__in={entry.indicator.pk for entry in entries}, superseded_at=None
        )
    }
    changes = []
    for entry in entries:
        old = in_force.get(entry.place)
        changes.append(Change(entry, old.value, old.source) if old else Change(entry, None))
    return Preview(tuple(changes))


@transaction.atomic
def import_entries(*, entries: list[Entry], fingerprint: str, by: User) -> Preview:
    """Write what was looked at. Raises ChangedMeanwhile when it would change something else by now."""
    indicators = {entry.indicator.pk for entry in entries}
    list(Indicator.objects.select_for_update().filter(pk__in=indicators).order_by("pk"))
    found = compared(entries)
    if found.fingerprint != fingerprint:
        raise ChangedMeanwhile
    for change in found.changes:
        if change.kind != "same":
            entry = change.entry
            enter(
                indicator=entry.indicator, peer=entry.peer, period_on=entry.period_on, value=entry.value,
                source=entry.source, by=by,
            )  # fmt: skip
    return found
