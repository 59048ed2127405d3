"""Bells for the workers: ids of rows, rung after commit. A lost one is rung again by the sweepers."""

import os
import secrets
import socket

from portal.common.enqueue import enqueue_on_commit


def ring_direct_message(message_id: int) -> None:
    from notices.tasks import deliver_direct_message

    enqueue_on_commit(deliver_direct_message, message_id)


def ring_chunk(chunk_id: int) -> None:
    from notices.tasks import deliver_chunk

    enqueue_on_commit(deliver_chunk, chunk_id)


def ring_receipts() -> None:
    from notices.tasks import apply_receipts

    enqueue_on_commit(apply_receipts)


def worker_name() -> str:
    """A name for the holder of a lease; another one at every call, so a lease is never mistaken."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(6)}"
