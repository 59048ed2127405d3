"""Hours of today at which workers count."""

from contextlib import AbstractContextManager

import time_machine
from django.utils import timezone


def at_hour(hour: int) -> AbstractContextManager:
    """The clock goes on from that hour of today; 0 is when workers keep the figures of yesterday."""
    return time_machine.travel(timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0))
