"""Count the summaries behind the dashboards from their ledgers."""

import time

from django.core.management.base import BaseCommand, CommandError

from portal.common import standing, summary


class Command(BaseCommand):
    help = "Count summaries anew from their ledgers, all or those named; after a bulk load or a restore."

    def add_arguments(self, parser) -> None:
        known = ", ".join(one.name for one in summary.registered())
        parser.add_argument("names", nargs="*", metavar="NAME", help=known)

    def handle(self, *args, names: list[str], **options) -> None:
        known = [one.name for one in summary.registered()]
        if unknown := sorted(set(names) - set(known)):
            raise CommandError(f"No summary is named {', '.join(unknown)}; there are {', '.join(known)}.")
        for name in [name for name in known if not names or name in names]:
            started = time.monotonic()
            summary.rebuild(name)
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  {name}")
        if not names:
            started = time.monotonic()
            standing.take()
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  standing figures")
