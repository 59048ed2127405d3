"""Leavings and moves, as the systems that handed the applications in may follow them.

Each change names the standing applications of the people it concerned. A system of one dong is told of those
that were made in its dong, wherever the people live by now.
"""

from dataclasses import dataclass

from django.db.models import Q

from enrollment.enums import ApplicationStatus, ChangeKind
from enrollment.models import Application, Change

KINDS = {
    ChangeKind.PERSON_LEFT: "left",
    ChangeKind.HOUSEHOLD_LEFT: "left",
    ChangeKind.MOVED: "moved",
    ChangeKind.MEMBER_MOVED: "moved",
}
BATCH = 500


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A change, and the applications it concerns."""

    row: Change
    applications: tuple[Application, ...]

    @property
    def word(self) -> str:
        return KINDS[self.row.kind]


def later_changes(after: int, *, area_path: str, room: int) -> tuple[list[LaterChange], int, bool]:
    """At most `room` changes of an area with a number above `after`, the number read so far, and whether more
    are there now. Changes are written while the receipt counter is held: they become visible in order."""
    found: list[LaterChange] = []
    district, _slash, dong = area_path.partition("/")
    while True:
        rows = Change.objects.filter(pk__gt=after, kind__in=KINDS, household__dong__district=district)
        batch = list(rows.select_related("household__dong").order_by("pk")[:BATCH])
        standing = _standing(batch, dong)
        for row in batch:
            concerned = tuple(application for pk in people_of(row) for application in standing.get(pk, ()))
            if concerned and len(found) == room:
                return found, after, True
            if concerned:
                found.append(LaterChange(row, concerned))
            after = row.pk
        if len(batch) < BATCH:
            return found, after, False


def people_of(row: Change) -> list[int]:
    """Ids of those who left or moved; of a whole household they were written down with the change."""
    return [row.person_id] if row.person_id else row.evidence["people"]


def _standing(batch: list[Change], dong: str) -> dict[int, list[Application]]:
    """Applications that were not taken back, by the person, also by the one a record was joined to."""
    ids = {pk for row in batch for pk in people_of(row)}
    rows = Application.objects.filter(Q(person__in=ids) | Q(person__merged_into__in=ids))
    rows = rows.exclude(status=ApplicationStatus.REVERSED).select_related("person")
    found: dict[int, list[Application]] = {}
    for application in rows.filter(dong=dong) if dong else rows:
        for pk in {application.person_id, application.person.merged_into_id} & ids:
            found.setdefault(pk, []).append(application)
    return found
