"""Bring in a file of applications from the command line."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from enrollment.domain.import_ import files, giving_back, passes
from enrollment.domain.import_.layout import Table
from enrollment.enums import ImportState, ImportVerdict
from enrollment.models import District, Dong, ImportFile
from enrollment.queries.imports import asking
from portal.common.dates import parse_date

SHOWN = 20


class Command(BaseCommand):
    help = "Import applications from an .xlsx, .xls or .csv file. The same file twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dong", default="", help="ten-digit code of the dong of rows that name none")
        parser.add_argument("--collected-on", default="", help="intake date of rows that name none")
        parser.add_argument("--quiet-applicants", action="store_true", help="send no receipt numbers")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; keep nothing")

    def handle(self, *, file: Path, dong: str, dry_run: bool, **options):
        imported, is_new = self._take_in(file, dong, options)
        if imported.state == ImportState.FINISHED:
            self.stdout.write("This file was imported before; nothing changed.")
            return
        if not is_new:
            self._refuse_others(imported, dry_run)
        if dry_run:
            self._check(imported)
            files.discard(file=imported, by=None)
            return
        passes.go_on(file=imported, by=None, in_background=False)
        passes.start_import(file=imported, by=None, in_background=False)
        passes.work(imported.pk)
        self._report(imported)
        imported.refresh_from_db()
        if imported.state == ImportState.FAILED:
            message = "The import stopped after %s of %s rows: %s. Give the same command to go on."
            raise CommandError(message % (imported.rows_done, imported.rows_total, imported.failure))

    def _take_in(self, file: Path, dong: str, options: dict) -> tuple[ImportFile, bool]:
        """The file, and whether it was taken in just now."""
        try:
            taken_in = files.take_in(
                data=file.read_bytes(),
                filename=file.name,
                district=District.objects.get(code=settings.DISTRICT_CODE),
                dong=Dong.objects.get(code=dong) if dong else None,
                collected_on=parse_date(options["collected_on"]) if options["collected_on"] else None,
                tell_applicants=not options["quiet_applicants"],
                by=None,
            )
        except files.AlreadyTaken as taken:
            return taken.file, False
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except Dong.DoesNotExist:
            raise CommandError(f"There is no dong {dong}.") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return taken_in, True

    def _refuse_others(self, imported: ImportFile, dry_run: bool) -> None:
        """What somebody uploaded, and may have corrected, is theirs to go on with; a dry run keeps none."""
        if imported.uploaded_by_id is not None:
            message = "This file was uploaded at a desk already (%s). Go on with it there; nothing changed."
            raise CommandError(message % imported.state)
        if dry_run:
            raise CommandError("This file is being imported already; a dry run changes nothing of it.")

    def _check(self, imported: ImportFile) -> None:
        passes.start_check(file=imported, by=None, in_background=False)
        passes.work(imported.pk)
        self._report(imported)
        self.stdout.write("Dry run: nothing was kept.")

    def _report(self, imported: ImportFile) -> None:
        for verdict in ImportVerdict:
            self.stdout.write(f"{verdict.value:10}{imported.rows.filter(verdict=verdict).count():>8,}")
        if asks := asking(imported):
            days = settings.PAPER_DOUBTED_AFTER_DAYS
            self.stdout.write(f"{asks:,} rows were collected more than {days} days ago: look at their dates.")
        tables = [Table.from_json(data) for data in imported.tables]
        refused = imported.rows.filter(verdict=ImportVerdict.REFUSED).order_by("table", "row_no")
        for row in refused.defer("cells")[:SHOWN]:
            for problem in row.problems:
                place = giving_back.with_place(problem, row.row_no, tables[row.table])
                self.stdout.write(f"{tables[row.table].name}!{row.row_no}: {place}")
