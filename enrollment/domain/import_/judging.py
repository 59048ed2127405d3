"""What the rows of a chunk are: accepted, joined, repeated, to be reviewed or refused. Nothing is written."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from enrollment.domain.import_ import cells
from enrollment.domain.import_.layout import Table
from enrollment.domain.import_.reading import Reader, Reading
from enrollment.domain.match import Match, Verdict, match_traits
from enrollment.enums import ImportVerdict
from enrollment.models import Application, Household, ImportFile, ImportRow, IntakeForm, WaitingApplication
from enrollment.queries.known import Known
from enrollment.validators import application as rules
from enrollment.validators import intake as paper_rules
from enrollment.validators.problems import Problems

FormNumber = tuple[str, str]


@dataclass(slots=True)
class Judged:
    """A row, how it reads, and what it is.

    `match` says where a good one belongs; `position` counts as matches do, among the rows good at that time.
    """

    row: ImportRow
    reading: Reading
    verdict: str = ""
    match: Match | None = None
    position: int = -1
    paper: IntakeForm | None = None
    application_id: int | None = None

    @property
    def is_good(self) -> bool:
        return not self.verdict

    def refuse(self, problems: Problems) -> None:
        self.reading.problems = problems
        self.verdict = ImportVerdict.REFUSED


class _FileKnown(Known):
    """Form numbers are looked up for a whole chunk, after its rows are read."""

    def receipt_of_form(self, dong_code: str, form_no: str) -> None:
        return None


@dataclass
class Seen:
    """What earlier rows of a pass said, so that rows far apart in a file still meet."""

    keys: set[UUID] = field(default_factory=set)
    form_numbers: set[FormNumber] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)


class Judge:
    """Judges the rows of one file, chunk after chunk; catalogues and tongs are read once."""

    def __init__(self, file: ImportFile, *, by):
        self.known = _FileKnown()
        tables = [Table.from_json(data) for data in file.tables]
        self.tables = tables
        self.readers = [Reader(file, table, self.known, by=by) for table in tables]
        self.seen = Seen()
        self.ahead: Future | None = None

    def read(self, row: ImportRow) -> Reading:
        return self.readers[row.table].read(cells.unpack(row.cells))

    def read_all(self, rows: Sequence[ImportRow]) -> dict[int, Reading]:
        """Rows read, perhaps before their turn: what one says does not hang on what is written meanwhile."""
        return {row.pk: self.read(row) for row in rows}

    def judge(
        self, rows: Sequence[ImportRow], lock: Callable[[list[Judged]], None] | None = None
    ) -> list[Judged]:
        """Everything about the rows that can be told without writing, in a constant number of statements.

        `lock` is called with the readable rows before the portal's households are looked at.
        """
        read = self.ahead.result() if self.ahead else {}
        self.ahead = None
        judged = [Judged(row, read.get(row.pk) or self.read(row)) for row in rows]
        for item in judged:
            if item.reading.problems:
                item.verdict = ImportVerdict.REFUSED
        self._find_repeated(judged)
        if lock:
            lock(judged)
        self._check_form_numbers(judged)
        self._match(judged)
        return judged

    def _find_repeated(self, judged: list[Judged]) -> None:
        keys = [item.reading.intake.submission_key for item in judged if item.is_good]
        done = dict(_with_keys(Application, "submission_key, id", keys))
        waiting = {key for (key,) in _with_keys(WaitingApplication, "submission_key", keys)}
        for item in judged:
            key = item.reading.intake.submission_key
            if not item.is_good:
                continue
            if key in done or key in waiting or key in self.seen.keys:
                item.verdict, item.application_id = ImportVerdict.REPEATED, done.get(key)
            self.seen.keys.add(key)

    def _check_form_numbers(self, judged: list[Judged]) -> None:
        """A form number is used once; one of a batch must be one that can be entered now."""
        numbered = [item for item in judged if item.is_good and item.reading.intake.form_no]
        used = self._used(Application.objects, numbered)
        papers = self._papers(numbered)
        for item in numbered:
            form, intake = item.reading.form, item.reading.intake
            number = form.dong.code, intake.form_no
            if number in used:
                item.refuse(rules.form_number(form, intake))
            elif number in self.seen.form_numbers:
                message = _("같은 서식 번호가 이 파일에 두 번 있습니다. 번호를 확인해 주세요.")
                item.refuse({"form_no": [message]})
            elif paper := papers.get(number):
                item.paper = paper
                if problems := paper_rules.entry(paper, intake):
                    item.refuse(problems)
            self.seen.form_numbers.add(number)

    def _used(self, objects, numbered: list[Judged]) -> set[FormNumber]:
        found = objects.filter(
            dong__in={item.reading.form.dong.code for item in numbered},
            form_no__in=[item.reading.intake.form_no for item in numbered],
        )
        return set(found.values_list("dong_id", "form_no")) if numbered else set()

    def _papers(self, numbered: list[Judged]) -> dict[FormNumber, IntakeForm]:
        if not numbered:
            return {}
        found = IntakeForm.objects.filter(
            dong__in={item.reading.form.dong.code for item in numbered},
            form_no__in=[item.reading.intake.form_no for item in numbered],
        ).select_related("batch__leader__tong", "application")
        return {(paper.dong_id, paper.form_no): paper for paper in found}

    def _match(self, judged: list[Judged]) -> None:
        good = [item for item in judged if item.is_good]
        found = match_traits([item.reading.traits for item in good])
        for position, (item, match) in enumerate(zip(good, found, strict=True)):
            item.match, item.position = match, position
        self._refuse_other_dong(good)

    def _refuse_other_dong(self, good: list[Judged]) -> None:
        """A known dwelling stands in one dong, as for every application."""
        ids = {item.match.household_id for item in good if item.match.verdict is Verdict.SURE}
        dongs = dict(Household.objects.filter(pk__in=ids - {None}).values_list("pk", "dong_id"))
        for item in good:
            dong = dongs.get(item.match.household_id)
            if dong and dong != item.reading.form.dong.code and item.match.verdict is Verdict.SURE:
                message = _(
                    "이 주소는 이미 다른 행정동으로 등록되어 있습니다. 행정동을 다시 확인해 주세요. "
                    "맞게 골랐다면 동 주민센터에 알려 주세요."
                )
                item.refuse({"dong": [message]})

    def foretell(self, judged: list[Judged]) -> None:
        """Say of the good rows what they are going to be."""
        for item in judged:
            if not item.is_good:
                continue
            traits = item.reading.traits
            home = traits.address_key, traits.head_key
            if item.match.verdict is Verdict.UNSURE:
                item.verdict = ImportVerdict.REVIEW
            elif item.match.verdict is Verdict.SURE or home in self.seen.homes:
                item.verdict = ImportVerdict.JOINED
            else:
                item.verdict = ImportVerdict.ACCEPTED
            self.seen.homes.add(home)


def _with_keys(model: type[Model], columns: str, keys: list[UUID]) -> list[tuple]:
    """Rows whose submission key is among `keys`, in one statement with one parameter."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {model._meta.db_table} WHERE submission_key = ANY(%s::uuid[])",
            [list(map(str, keys))],
        )
        return cursor.fetchall()
