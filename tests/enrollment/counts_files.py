"""Files of household counts for tests, the command that imports them, and what an import may write."""

import io
from datetime import date
from pathlib import Path

from django.core.management import call_command

from enrollment.domain.household_counts import import_counts
from enrollment.models import District, Dong, HouseholdCount, HouseholdCountImport
from portal.common.models import AuditEvent
from tests.factories.rates import DISTRICT, dong_codes, mois_file

EXTRACT = Path(__file__).parent / "data" / "mois_202206_seoul_extract.csv"
JUNE, JULY = date(2022, 6, 30), date(2022, 7, 31)
SAGEUN = "1120055000"


def counts(each: int = 100, **changes) -> dict:
    return {code: changes.get(f"d{code}", each) for code in dong_codes()}


def bring_in(data: bytes, *, filename: str = "세대현황.csv", district: str = DISTRICT, by=None):
    return import_counts(data=data, filename=filename, district_code=district, by=by)


def command_in(folder: Path):
    """Run the command on files of the given contents, kept in the folder."""

    def call(*contents: bytes, names: list[str] | None = None, **options) -> str:
        paths = []
        for number, data in enumerate(contents):
            path = folder / (names[number] if names else f"file{number}.csv")
            path.write_bytes(data)
            paths.append(str(path))
        out = io.StringIO()
        call_command("import_household_counts", *paths, stdout=out, **options)
        return out.getvalue()

    return call


def written() -> tuple:
    """Everything an import may write, counted."""
    return tuple(
        model.objects.count() for model in (District, Dong, HouseholdCount, HouseholdCountImport, AuditEvent)
    )


def missing_dong():
    months = counts()
    del months[SAGEUN]
    return mois_file({"2022년06월": months})
