"""Compare the figures of the dashboards with the ledgers they are counted from."""

from django.core.management.base import BaseCommand, CommandError

from portal.common import figures_check


class Command(BaseCommand):
    help = "Compare summaries with their ledgers and mend them; ends with an error when anything differed."

    def handle(self, *args, **options) -> None:
        found = figures_check.run()
        self.stdout.write(f"{found.compared} rows compared in {found.seconds:.1f} s")
        for one in found.differences:
            self.stdout.write(f"{one['summary']} {one['cell']}: told {one['told']}, counted {one['counted']}")
        if found.differences:
            raise CommandError("Summaries differed from their ledgers; they have been counted anew.")
