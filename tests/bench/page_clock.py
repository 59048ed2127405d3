"""What it costs to open a page."""

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.test import Client


@dataclass(frozen=True, slots=True)
class Run:
    """One request: the wall clock, of that the database, the processor time of this process, and how often
    the database was asked."""

    ms: float
    database_ms: float
    processor_ms: float
    statements: int


def opened(client: Client, address: str) -> Run:
    """A page looked at with empty caches. Raises AssertionError for one that does not open."""
    cache.clear()
    asked: list[float] = []
    with connection.execute_wrapper(_noting(asked)):
        start, processor = time.perf_counter(), time.process_time()
        answer = client.get(address)
        processor, took = time.process_time() - processor, time.perf_counter() - start
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.headers.get('Location', '')}"
    return Run(took * 1000, sum(asked) * 1000, processor * 1000, len(asked))


def _noting(seconds: list[float]):
    """Writes down how long each statement takes."""

    def measured(execute, *arguments):
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            seconds.append(time.perf_counter() - start)

    return measured
