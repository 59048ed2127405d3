"""Load the demonstration into an empty database."""

import time

from django.core.management.base import BaseCommand

from portal.local import demo


class Command(BaseCommand):
    help = (
        "Replay the programme and open the demonstration accounts; does nothing where people have enrolled."
    )

    def handle(self, *args, **options) -> None:
        started = time.monotonic()

        def report(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  {line}")

        if not demo.load(report):
            self.stdout.write("The database already holds data; the demonstration was not loaded again.")
