"""What a file of household counts would change, dong by dong and month by month."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from enrollment.enums import CountSource
from enrollment.models import District, Dong, HouseholdCount, HouseholdCountImport
from enrollment.validators.household_counts import ParsedCounts

SOURCE = CountSource.MOIS


@dataclass(frozen=True, slots=True)
class Change:
    """One dong and month: `households` of the file against the figure in force, None when there is none."""

    dong_code: str
    dong_name: str
    as_of: date
    households: int
    previous: int | None = None
    previous_source: str = ""

    @property
    def kind(self) -> str:
        """`new`, `same` or `corrected`; the same figure from another source is a correction too."""
        if self.previous is None:
            return "new"
        same = self.previous == self.households and self.previous_source == SOURCE
        return "same" if same else "corrected"


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of one month, in the order of dong codes."""

    as_of: date
    changes: tuple[Change, ...]

    @property
    def total(self) -> int:
        return sum(change.households for change in self.changes)

    @property
    def previous_total(self) -> int | None:
        """Total in force until now; None when no dong was counted on that day."""
        known = [change.previous for change in self.changes if change.previous is not None]
        return sum(known) if known else None

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        return self.of_kind("new")

    @property
    def same(self) -> list[Change]:
        return self.of_kind("same")

    @property
    def corrected(self) -> list[Change]:
        return self.of_kind("corrected")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file changes; `imported` is the import that wrote it, None when nothing was written."""

    district_code: str
    district_name: str
    district_is_new: bool
    months: tuple[Month, ...]
    imported: HouseholdCountImport | None = None

    @property
    def changes_nothing(self) -> bool:
        return all(change.kind == "same" for month in self.months for change in month.changes)

    @property
    def fingerprint(self) -> str:
        """Names exactly these changes: another figure in force or in the file gives another one."""
        facts = [
            (change.dong_code, change.as_of.isoformat(), change.households, change.previous, change.kind)
            for month in self.months
            for change in month.changes
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def compared(parsed: ParsedCounts) -> Preview:
    """The file against the figures in force."""
    names = dict(Dong.objects.filter(district_id=parsed.district_code).values_list("code", "name"))
    in_force = {
        (count.dong_id, count.as_of): count
        for count in HouseholdCount.objects.filter(
            dong__district_id=parsed.district_code, as_of__in=parsed.months, superseded_at=None
        )
    }
    months = []
    for as_of, counts in parsed.months.items():
        changes = []
        for code, households in sorted(counts.items()):
            change = Change(code, names.get(code) or parsed.names[code], as_of, households)
            if old := in_force.get((code, as_of)):
                change = replace(change, previous=old.households, previous_source=old.source)
            changes.append(change)
        months.append(Month(as_of, tuple(changes)))
    return Preview(
        district_code=parsed.district_code,
        district_name=parsed.district_name,
        district_is_new=not District.objects.filter(code=parsed.district_code).exists(),
        months=tuple(months),
    )
