"""What the portal asks to be sent, heard in tests before any outbox takes it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from portal.common.signals import direct_message_requested


@contextmanager
def asked_for() -> Iterator[list[dict]]:
    """Messages asked for meanwhile, in order."""
    messages = []

    def remember(sender, **message):
        messages.append(message)

    direct_message_requested.connect(remember)
    try:
        yield messages
    finally:
        direct_message_requested.disconnect(remember)


def code_in(message: dict) -> str:
    """The six digits a message brings."""
    return re.search(r"\d{6}", message["text"]).group()
