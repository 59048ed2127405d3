"""From the cells of a row to an application form and its intake, with what is wrong and in which column.

No statement is made for a row: catalogues, tongs and leaders are read once and kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.import_ import lacking, unknown
from enrollment.domain.import_.layout import Table
from enrollment.domain.import_.row import Row
from enrollment.domain.import_.setting import Setting
from enrollment.models import ImportFile
from enrollment.queries.alike import Traits
from enrollment.queries.known import Known
from enrollment.validators.application import broken_rules, needs_guardian
from enrollment.validators.intake import own_collection
from enrollment.validators.problems import Problems, merge
from portal.common import address
from portal.common.crypto import blind_index
from portal.common.text import normalise_name


@dataclass(slots=True)
class Reading:
    """A row read: the form when it could be made at all, its intake, and the problems by field."""

    form: ApplicationForm
    intake: Intake
    problems: Problems
    traits: Traits | None = None
    waits_for_guardian: bool = False


class Reader:
    """Reads the rows of one table of a file. `today` is the day of the pass."""

    def __init__(self, file: ImportFile, table: Table, known: Known, *, by):
        self.known, self.by = known, by
        self.setting = Setting(file, table, known)
        self.own: dict[int, str | None] = {}
        self.lacking = {
            field: lacking.message([name])
            for field, name in lacking.lacking(table.columns, file, known).items()
        }

    def read(self, cells: Sequence) -> Reading:
        """Judge one row by the rules every application obeys."""
        formulas = self._formulas(cells)
        if formulas:
            cells = [None if column in formulas else cell for column, cell in enumerate(cells)]
        row = Row(self.setting, cells)
        form, intake = row.form(), row.intake()
        problems = row.problems
        problems |= dict.fromkeys(formulas.values(), [unknown.formula()])
        unreadable = set(problems)
        if not unreadable & {"road_address", "dong"}:
            merge(problems, row.written_address_problems(form))
            unreadable = set(problems)
        for field, messages in broken_rules(form, intake, self.known).items():
            if field not in unreadable:
                problems.setdefault(field, []).extend(messages)
        if intake.collected_by and "collected_by" not in problems:
            merge(problems, self._own_collection(intake.collected_by))
        if "name" in formulas.values() and "head_name" not in unreadable:
            problems.pop("head_name", None)  # nothing to compare it with
        for field in problems.keys() & self.lacking.keys():
            problems[field] = [self.lacking[field]]
        reading = Reading(form, intake, problems)
        if not problems:
            self._complete(reading)
        return reading

    def _complete(self, reading: Reading) -> None:
        form, intake = reading.form, reading.intake
        birth = form.birth_date.isoformat()
        traits = Traits(
            address_key=address.address_key(
                form.road_address, form.address_detail, district_name=form.dong.district.name
            ),
            head_key=normalise_name(form.head_name),
            name_key=normalise_name(form.name),
            birth_index=blind_index("birth_date", birth),
            phone_index=blind_index("mobile", form.mobile),
        )
        reading.traits = traits
        reading.waits_for_guardian = needs_guardian(form.birth_date, on=intake.collected_on)
        reading.intake = replace(intake, submission_key=row_key(form, intake, traits))

    def _formulas(self, cells: Sequence) -> dict[int, str]:
        """Cells that hold a formula instead of a value: column -> field. None of them is ever evaluated."""
        return {
            column: self.setting.field_of[column]
            for column, cell in enumerate(cells)
            if type(cell) is str and cell[:1] == "=" and column in self.setting.field_of
        }

    def _own_collection(self, leader) -> Problems:
        if leader.pk not in self.own:
            self.own[leader.pk] = own_collection(leader, self.by)
        problem = self.own[leader.pk]
        return {"collected_by": [problem]} if problem else {}


def row_key(form: ApplicationForm, intake: Intake, traits: Traits) -> UUID:
    """Names what a row says, however its cells are spelled: the same again is the same application."""
    parts = (
        form.dong.code, traits.address_key, traits.head_key, traits.name_key, traits.birth_index, form.mobile,
        form.email, ",".join(sorted(form.services)), ",".join(sorted(form.topics)),
        ",".join(sorted(form.channels)), ",".join(sorted(f"{p}={int(g)}" for p, g in form.consents.items())),
        intake.collected_on.isoformat(), intake.form_no,
    )  # fmt: skip
    return UUID(blind_index("import_row", "\x1f".join(parts)))
