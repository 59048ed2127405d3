"""Bells for the workers: ids of rows, rung after commit. A lost one is rung again by the sweepers."""

import os
import secrets
import socket

from celery import Signature
from django.conf import settings

from portal.celery import app
from portal.common.enqueue import enqueue_all_on_commit, enqueue_on_commit


def ring_direct_message(message_id: int) -> None:
    enqueue_on_commit(_task("deliver_direct_message"), message_id)


def ring_dispatch(chunks: int) -> None:
    """Tell workers that so many chunks wait. A bell says only that there is work: which, the database
    knows."""
    bells = min(chunks, settings.DISPATCH_BELLS)
    enqueue_all_on_commit(_task("dispatch"), [()] * bells)


def ring_climb() -> None:
    """Tell the clock that notices wait for their next rung."""
    enqueue_on_commit(_task("climb_notices"))


def ring_notices(*, after_seconds: float = 0) -> None:
    """Tell a worker that messages of notices wait, one window a bell."""
    enqueue_on_commit(_task("deliver_notices").set(countdown=after_seconds or None))


def ring_receipts() -> None:
    enqueue_on_commit(_task("apply_receipts"))


def ring_link_probe(campaign_id: int) -> None:
    enqueue_on_commit(_task("probe_links"), campaign_id)


def ring_wipe_ballot_traces() -> None:
    enqueue_on_commit(_task("wipe_ballot_traces"))


def _task(name: str) -> Signature:
    """By name, because tasks stand above the domain."""
    return app.signature(f"notices.tasks.{name}")


def worker_name() -> str:
    """A name for the holder of a lease; another one at every call, so a lease is never mistaken."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(6)}"
