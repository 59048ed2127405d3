"""Fill an empty database with the replayed programme of 2012 and 2013."""

import time

from django.core.management.base import BaseCommand, CommandError

from portal.common import standing
from portal.local.replay.run import DatabaseNotEmpty, replay


class Command(BaseCommand):
    help = "Fill an empty database with synthetic people so that the published history comes out of rows."

    def handle(self, *args, **options) -> None:
        started = time.monotonic()

        def report(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  {line}")

        try:
            replay(report)
            standing.take()
        except DatabaseNotEmpty as error:
            raise CommandError(
                f"This database already holds data ({error}). The replay is made for an empty database only; "
                "nothing was changed."
            ) from error
        report("done")
