"""What the rows of a chunk are: accepted, joined, repeated, to be reviewed or refused. Nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from enrollment.domain.import_ import cells
from enrollment.domain.import_.form_numbers import check_form_numbers
from enrollment.domain.import_.judged import Judged, StoredRow
from enrollment.domain.import_.layout import Table
from enrollment.domain.import_.reading import Reader, Reading
from enrollment.domain.import_.seen import Seen
from enrollment.domain.match import Verdict, match_traits
from enrollment.enums import LEAVING, ImportVerdict
from enrollment.models import (
    Application,
    EnrollmentPeriod,
    Household,
    ImportFile,
    ImportRow,
    WaitingApplication,
)
from enrollment.queries.alike import Traits
from enrollment.queries.known import Known
from enrollment.validators import intake as paper_rules


class _FileKnown(Known):
    """Form numbers are looked up for a whole chunk, after its rows are read."""

    def receipt_of_form(self, dong_code: str, form_no: str) -> None:
        return None


class Judge:
    """Judges the rows of one file, chunk after chunk; catalogues and tongs are read once."""

    def __init__(self, file: ImportFile, *, by):
        self.known, self.by = _FileKnown(), by
        tables = [Table.from_json(data) for data in file.tables]
        self.tables = tables
        self.readers = [Reader(file, table, self.known, by=by) for table in tables]
        self.seen = Seen()

    def read(self, row: StoredRow | ImportRow) -> Reading:
        return self.readers[row.table].read(cells.unpack(row.cells))

    def read_all(self, rows: Iterable[StoredRow | ImportRow]) -> list[Judged]:
        """Rows read, for `judge`: what one says does not hang on what is written meanwhile."""
        return [Judged(row, self.read(row)) for row in rows]

    def judge(self, judged: list[Judged], lock: Callable[[list[Judged]], None] | None = None) -> list[Judged]:
        """Everything about the rows that can be told without writing, in a constant number of statements.

        `lock` is called with the readable rows before the portal's households are looked at.
        """
        for item in judged:
            if item.reading.problems:
                item.verdict = ImportVerdict.REFUSED
        self._find_repeated(judged)
        if lock:
            lock(judged)
        check_form_numbers(judged, self.seen, by=self.by)
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

    def _match(self, judged: list[Judged]) -> None:
        good = [item for item in judged if item.is_good]
        traits = [item.reading.traits for item in good]
        earlier = self._earlier(traits)
        found = match_traits([*earlier, *traits])[len(earlier) :]
        for position, (item, match) in enumerate(zip(good, found, strict=True)):
            item.match, item.position = match, position
        self._refuse_other_dong(good)
        self._refuse_older_than_leaving(good)

    def _earlier(self, traits: Sequence[Traits]) -> list[Traits]:
        """Of the rows before this chunk, those that one of these may belong to."""
        rows = ImportRow.objects.filter(pk__in=self.seen.like(traits)).order_by("id")
        return [item.reading.traits for item in self.read_all(rows) if item.reading.traits]

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

    def _refuse_older_than_leaving(self, good: list[Judged]) -> None:
        members = [item for item in good if item.is_good and item.match.verdict is Verdict.SURE]
        ids = {item.match.person_id for item in members} - {None}
        left_on = defaultdict(list)
        if ids:
            left = EnrollmentPeriod.objects.filter(person__in=ids, ended_reason__in=LEAVING)
            for person_id, day in left.values_list("person_id", "ends_on"):
                left_on[person_id].append(day)
        for item in members:
            day = item.reading.intake.collected_on
            if problems := paper_rules.before_leaving(day, left_on[item.match.person_id]):
                item.refuse(problems)

    def foretell(self, judged: list[Judged]) -> None:
        """Say of the good rows what they are going to be."""
        for item in judged:
            if not item.is_good:
                continue
            if item.match.verdict is Verdict.UNSURE:
                item.verdict = ImportVerdict.REVIEW
                continue
            is_known = item.match.verdict is Verdict.SURE
            item.verdict = ImportVerdict.JOINED if is_known else ImportVerdict.ACCEPTED
            self.seen.add(item.row.pk, item.reading.traits)

    def catch_up(self, rows: Iterable[ImportRow]) -> None:
        """See rows that were foretold before this worker took over."""
        for row in rows:
            reading = self.read(row)
            if reading.traits is None:
                continue
            self.seen.keys.add(reading.intake.submission_key)
            if reading.intake.form_no:
                self.seen.form_numbers.add((reading.form.dong.code, reading.intake.form_no))
            if row.verdict in (ImportVerdict.ACCEPTED, ImportVerdict.JOINED):
                self.seen.add(row.pk, reading.traits)


def _with_keys(model: type[Model], columns: str, keys: list[UUID]) -> list[tuple]:
    """Rows whose submission key is among `keys`, in one statement with one parameter."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {model._meta.db_table} WHERE submission_key = ANY(%s::uuid[])",
            [list(map(str, keys))],
        )
        return cursor.fetchall()
