"""What earlier rows of a check said, so that rows far apart in a file meet as they will when imported."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from enrollment.domain.match import keys_of
from enrollment.queries.alike import Traits

FormNumber = tuple[str, str]
REMEMBERED_ALIKE = 20
"""How many rows are remembered of one trait: a telephone number written in every row is no evidence."""


@dataclass(slots=True)
class Seen:
    """`alike` holds the ids of rows that are going in, by the hash of what they may be recognised by."""

    keys: set[UUID] = field(default_factory=set)
    form_numbers: set[FormNumber] = field(default_factory=set)
    alike: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def add(self, row_id: int, traits: Traits) -> None:
        for key in map(hash, keys_of(traits)):
            before = self.alike.get(key, ())
            if len(before) < REMEMBERED_ALIKE:
                self.alike[key] = (*before, row_id)

    def like(self, traits: Iterable[Traits]) -> set[int]:
        """The ids of earlier rows that one of these may belong to."""
        if not self.alike:
            return set()
        return {
            row_id for trait in traits for key in keys_of(trait) for row_id in self.alike.get(hash(key), ())
        }
