"""Compare the figures of the dashboards with the ledgers they come from, and keep those of past days."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.common import figures_check, standing_kept


class Command(BaseCommand):
    help = (
        "What is done every night: compare summaries with their ledgers and mend them, and keep the figures "
        "of days that are over. Ends with an error when anything differed."
    )

    def handle(self, *args, **options) -> None:
        found = figures_check.run()
        self.stdout.write(f"{found.compared} rows compared in {found.seconds:.1f} s")
        self._keep()
        for one in found.differences:
            self.stdout.write(f"{one['summary']} {one['cell']}: told {one['told']}, counted {one['counted']}")
        if found.differences:
            raise CommandError("Summaries differed from their ledgers; they have been counted anew.")

    def _keep(self) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        days = figures_check.keep_due()
        if days:
            self.stdout.write(f"figures kept up to {yesterday}, of {len(days)} day(s)")
        else:
            self.stdout.write(f"figures up to {yesterday} were kept before")
        if not standing_kept.is_kept(yesterday):
            self.stdout.write(
                f"How things stood at the end of {yesterday} (topics, consents, ages, contacts) is not kept: "
                "it can be counted until 06:00 of the next day only, because no ledger gives it back."
            )
