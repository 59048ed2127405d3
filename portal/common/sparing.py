"""Figures that are dear to count and looked at by many: counted at most one twentieth of the time."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from django.core.cache import cache

T = TypeVar("T")
CHEAP_SECONDS = 0.05
REST = 20
LONGEST_SECONDS = 120


def sparing(key: str, count: Callable[[], T]) -> T:
    """What `count` returns, or returned a moment ago when it took long: it then rests twenty times as long.

    What is quick is counted anew each time. The key must name everything the figures depend on.
    """
    kept = cache.get(key)
    if kept is not None:
        return kept
    began = monotonic()
    counted = count()
    took = monotonic() - began
    if took > CHEAP_SECONDS:
        cache.set(key, counted, timeout=min(took * REST, LONGEST_SECONDS))
    return counted
