"""Bells for the workers: ids of rows, rung after commit. A lost one is rung again by the sweepers."""

import os
import secrets
import socket

from portal.celery import app
from portal.common.enqueue import enqueue_on_commit


def ring_direct_message(message_id: int) -> None:
    _ring("notices.tasks.deliver_direct_message", message_id)


def ring_chunk(chunk_id: int) -> None:
    _ring("notices.tasks.deliver_chunk", chunk_id)


def ring_receipts() -> None:
    _ring("notices.tasks.apply_receipts")


def _ring(task_name: str, *ids: int) -> None:
    """By name, because tasks stand above the domain."""
    enqueue_on_commit(app.signature(task_name), *ids)


def worker_name() -> str:
    """A name for the holder of a lease; another one at every call, so a lease is never mistaken."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(6)}"
