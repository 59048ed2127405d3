"""Print the figures behind the dashboard."""

import csv
import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enrollment.models import District
from enrollment.queries import rates
from enrollment.queries.rates import Rate
from portal.common.moment import one_moment

FIELDS = ("group", "as_of", "enrolled_households", "households", "rate_percent", "denominator_source")


class Command(BaseCommand):
    help = "Enrollment rates at the end of a day, with numerator, denominator and its source."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--as-of", type=_day, default=None, help="YYYY-MM-DD; today when left out")
        parser.add_argument("--by", choices=["dong", "channel"], help="the whole district when left out")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")
        parser.add_argument("--district", default=settings.DISTRICT_CODE, help="ten-digit district code")

    def handle(self, *args, as_of, by, format, district, **options) -> None:
        if not District.objects.filter(code=district).exists():
            raise CommandError(f"District {district} is not known; import its household counts first.")
        day = as_of or timezone.localdate()
        with one_moment():
            rows = [rate.as_record() for rate in _rates(by, day, district)]
        getattr(self, f"_write_{format}")(rows)

    def _write_json(self, rows: list[dict]) -> None:
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))

    def _write_csv(self, rows: list[dict]) -> None:
        writer = csv.DictWriter(self.stdout, fieldnames=FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    def _write_table(self, rows: list[dict]) -> None:
        cells = [list(FIELDS)] + [["" if row[f] is None else str(row[f]) for f in FIELDS] for row in rows]
        widths = [max(len(line[i]) for line in cells) for i in range(len(FIELDS))]
        for line in cells:
            self.stdout.write(
                "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of takes a date like 2013-09-26, not {text!r}.") from error


def _rates(by: str | None, day: date, district: str) -> list[Rate]:
    if by == "dong":
        return rates.rates_by_dong(day, district)
    if by == "channel":
        return rates.rates_by_place(day, district)
    return [rates.district_rate(day, district)]
