"""The local mail server of script/server."""

import asyncio
import signal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.local.mail_sink import serve
from portal.local.outbox_store import MailStore


class Command(BaseCommand):
    help = "Accept mail on a local port and keep it for /outbox/. Ends on SIGTERM or Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=2525)
        parser.add_argument("--dir", type=Path, required=True, help="folder of the outbox")

    def handle(self, *, host: str, port: int, dir: Path, **options) -> None:
        try:
            asyncio.run(self._run(MailStore(dir), host, port))
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}") from error

    async def _run(self, store: MailStore, host: str, port: int) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)

        def ready(number: int) -> None:
            self.stdout.write(f"Accepting mail on {host}:{number}")
            self.stdout.flush()

        await serve(store, host, port, stop, ready)
