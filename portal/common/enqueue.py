"""Ring the bell only after the row is there."""

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue_on_commit(task, *args: int | str) -> None:
    """Send `task` with ids once the transaction has committed.

    The outbox row is the truth: when the broker is away the sweeper finds the row, so a broker
    failure is reported and does not undo what the user did.
    """
    transaction.on_commit(partial(_ring, task, args))


def _ring(task, args) -> None:
    try:
        task.apply_async(args)
    except OperationalError:
        logger.error("broker unreachable, %s waits for its sweeper", task.name)
