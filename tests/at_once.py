"""Several acts begun in the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import connection

SECONDS = 30


def at_once(*acts: Callable, refusals: tuple[type[Exception], ...] = (ValidationError,)) -> list:
    """What each act gave, or the refusal it ended with; anything else that goes wrong is raised."""
    barrier = Barrier(len(acts), timeout=SECONDS)

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        except refusals as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        begun = [pool.submit(run, act) for act in acts]
        return [one.result(timeout=SECONDS) for one in begun]
