"""The local mail and SMS servers on free ports, for tests that need a real wire."""

import asyncio
import threading
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from portal.local import mail_sink, sms_gateway
from portal.local.outbox_store import MailStore, SmsStore
from portal.local.sms_inbound import Inbound
from portal.local.sms_reports import Reporter

KEY, SECRET = "TESTKEY", "TESTSECRET"


@contextmanager
def running_mail_sink(folder: Path):
    """Yields (store, port)."""
    store = MailStore(folder)
    loop, stop, ready, port = asyncio.new_event_loop(), None, threading.Event(), []

    async def main():
        nonlocal stop
        stop = asyncio.Event()
        await mail_sink.serve(
            store, "127.0.0.1", 0, stop, ready=lambda number: (port.append(number), ready.set())
        )

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield store, port[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@contextmanager
def running_sms_gateway(folder: Path, webhook: str = ""):
    """Yields (gateway, port). Receipts go to `webhook`, and texts of phones beside it."""
    store = SmsStore(folder)
    store.open_for_writing()
    inbound = Inbound(webhook, secret=settings.RECEIPTS_WEBHOOK_SECRET) if webhook else None
    gateway = sms_gateway.Gateway(store, key=KEY, secret=SECRET, inbound=inbound)
    server = sms_gateway.http_server(gateway, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    reporter = (
        Reporter(gateway, webhook, secret=settings.SMS_WEBHOOK_SECRET, delay_seconds=0) if webhook else None
    )
    if reporter:
        reporter.start()
    try:
        yield gateway, server.server_port
    finally:
        server.shutdown()
        if reporter:
            reporter.stop()
        server.server_close()
        store.close()


def sms_url(port: int, secret: str = SECRET) -> str:
    return f"solapi://{KEY}:{secret}@127.0.0.1:{port}?scheme=http&from=0222865000&pf=KA01PF1"
