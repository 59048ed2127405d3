"""A mail server that takes its time: the bench's own, in a process of its own."""

from contextlib import contextmanager

from notices.gateways import smtp
from tests.bench.mailing import sink


@contextmanager
def slow_mail_sink(settings, *, round_trip_ms: float, server_ms: float):
    """Yields the sink; the portal sends to it meanwhile."""
    with sink(round_trip_ms, server_ms) as running:
        settings.EMAIL_URL = running.url
        yield running
        smtp.server(running.url).close()
