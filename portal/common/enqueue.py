"""Ring the bell only after the row is there."""

import logging
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue_on_commit(task, *args: int | str) -> None:
    """Send `task` with ids once the transaction has committed.

    The outbox row is the truth: when the broker is away the sweeper finds the row, so a broker
    failure is reported and does not undo what the user did.
    """
    enqueue_all_on_commit(task, [args])


def enqueue_all_on_commit(task, calls: Iterable[tuple[int | str, ...]]) -> None:
    """Send `task` once for each tuple of arguments. A broker that is away is waited for only once."""
    transaction.on_commit(partial(_ring, task, list(calls)))


def _ring(task, calls: list[tuple[int | str, ...]]) -> None:
    try:
        for args in calls:
            task.apply_async(args)
    except OperationalError:
        logger.error("broker unreachable, %s waits for its sweeper", task.name)
