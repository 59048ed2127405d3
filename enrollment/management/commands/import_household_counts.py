"""Read the Ministry's household file into the register of denominators."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from enrollment.domain.household_count_changes import Change, Month, Preview
from enrollment.domain.household_counts import import_counts
from enrollment.validators.household_counts import HouseholdCountError


class Command(BaseCommand):
    help = (
        "Registered households per dong and month from the Ministry's file (jumin.mois.go.kr), CSV or XLSX. "
        "Several files are imported all or none."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--district", default=settings.DISTRICT_CODE, help="ten-digit district code")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, change nothing")

    def handle(self, *args, files: list[Path], district: str, dry_run: bool, **options) -> None:
        contents = [_read(file, number) for number, file in enumerate(files, start=1)]
        # One transaction: a refused file takes the others back, and a dry run is a real run taken back.
        with transaction.atomic():
            found = _import_all(files, contents, district)
            transaction.set_rollback(dry_run)
        for preview in found:
            self._tell(preview)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")

    def _tell(self, preview: Preview) -> None:
        state = " (new)" if preview.district_is_new else ""
        self.stdout.write(f"{preview.district_name} {preview.district_code}{state}")
        for month in preview.months:
            self.stdout.write(f"  {_summary(month)}")
            for change in month.corrected:
                self.stdout.write(f"    {_correction(change)}")


def _read(file: Path, number: int) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        # By number: a name may itself be what must not be repeated.
        raise CommandError(f"File {number} cannot be read: {error.strerror}.") from error


def _import_all(files: list[Path], contents: list[bytes], district: str) -> list[Preview]:
    """Import every file, or raise CommandError with the problems of all of them."""
    found, problems = [], []
    for number, (file, data) in enumerate(zip(files, contents, strict=True), start=1):
        try:
            found.append(import_counts(data=data, filename=file.name, district_code=district, by=None))
        except HouseholdCountError as error:
            problems += [f"File {number}: {problem}" for problem in error.problems]
    if problems:
        raise CommandError("Nothing was changed.\n" + "\n".join(problems))
    return found


def _summary(month: Month) -> str:
    kinds = {kind: len(month.of_kind(kind)) for kind in ("new", "corrected", "same")}
    parts = ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)
    return f"{month.as_of:%Y-%m}: {month.total:,} households over {len(month.changes)} dongs; {parts}"


def _correction(change: Change) -> str:
    return f"{change.dong_name} ({change.dong_code}): {change.previous:,} -> {change.households:,}"
