"""A row on its way through a pass: how it reads and what it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from enrollment.domain.import_.reading import Reading
from enrollment.domain.match import Match
from enrollment.enums import ImportVerdict
from enrollment.models import ImportRow, IntakeForm
from enrollment.validators.problems import Problems

if TYPE_CHECKING:
    from enrollment.domain.import_.sealing import Sealed


class StoredRow(NamedTuple):
    """What of an `ImportRow` is needed to judge it, by the same names."""

    pk: int
    table: int
    cells: str


@dataclass(slots=True)
class Judged:
    """A row, how it reads, and what it is.

    `match` says where a good one belongs; `position` counts as matches do, among the rows good at that time.
    `sealed` holds what is written encrypted, of a row about to be written.
    """

    row: StoredRow | ImportRow
    reading: Reading
    verdict: str = ""
    match: Match | None = None
    position: int = -1
    paper: IntakeForm | None = None
    application_id: int | None = None
    sealed: "Sealed | None" = None

    @property
    def is_good(self) -> bool:
        return not self.verdict

    def refuse(self, problems: Problems) -> None:
        self.reading.problems = problems
        self.verdict = ImportVerdict.REFUSED
