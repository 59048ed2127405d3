"""Write encrypted values anew with the first key of the ring, or blind indexes with a new index key."""

import time

from django.core.management.base import BaseCommand, CommandError

from portal.common import rotation
from portal.common.crypto import CryptoError


class Command(BaseCommand):
    help = (
        "Encrypt with the first key of FIELD_ENCRYPTION_KEYS what another key wrote. Everything may go on "
        "running; stopped, it goes on where it was."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only count what waits; ends with 1 when there is any"
        )
        parser.add_argument(
            "--indexes",
            action="store_true",
            help="compute the blind indexes anew for a new BLIND_INDEX_KEY; stop web and workers first",
        )

    def handle(self, *args, check: bool, indexes: bool, **options) -> None:
        if check:
            return self._check()
        started = time.monotonic()

        def report(table: str, done: int) -> None:
            self.stdout.write(f"{time.monotonic() - started:7.1f} s  {table}: {done}")

        try:
            done = rotation.reindex(report) if indexes else rotation.rotate(report)
        except CryptoError as error:
            raise CommandError(f"{error} Put the key back into FIELD_ENCRYPTION_KEYS.") from error
        except rotation.IndexInUse as error:
            raise CommandError(
                f"{error.needed} answers to open polls are known by the former key alone. "
                "Put BLIND_INDEX_KEY back, and change it when those polls are closed."
            ) from error
        self.stdout.write(f"{done} written anew.")

    def _check(self) -> None:
        waiting = rotation.waiting()
        for name, count in waiting.items():
            self.stdout.write(f"{name}: {count}")
        if waiting:
            raise CommandError("Values of another key than the first are left.")
        self.stdout.write("Everything is encrypted with the first key.")
