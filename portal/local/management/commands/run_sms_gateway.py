"""The local SMS gateway of script/server."""

import signal
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.local import sms_gateway
from portal.local.outbox_store import SmsStore
from portal.local.sms_inbound import Inbound
from portal.local.sms_reports import Reporter


class Command(BaseCommand):
    help = "Speak Solapi v4 on a local port and keep the texts for /outbox/. Ends on SIGTERM or Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8099)
        parser.add_argument("--dir", type=Path, required=True, help="folder of the outbox")
        parser.add_argument("--webhook", default="", help="URL that receives the receipts")

    def handle(self, *, host: str, port: int, dir: Path, webhook: str, **options) -> None:
        account = urlsplit(settings.SMS_URL)
        pair = {"key": unquote(account.username or ""), "secret": unquote(account.password or "")}
        store = SmsStore(dir)
        inbound = Inbound(webhook, secret=settings.RECEIPTS_WEBHOOK_SECRET) if webhook else None
        gateway = sms_gateway.Gateway(store, **pair, inbound=inbound)
        try:
            server = sms_gateway.http_server(gateway, host, port)
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        store.open_for_writing()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        reporter = Reporter(gateway, webhook, secret=settings.SMS_WEBHOOK_SECRET) if webhook else None
        if reporter:
            reporter.start()
        self.stdout.write(f"Taking texts on {host}:{server.server_port}")
        self.stdout.flush()
        stop.wait()
        server.shutdown()
        if reporter:
            reporter.stop()
        store.close()
