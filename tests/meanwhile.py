"""Something begun while a transaction is open, that waits for its end."""

import threading
from contextlib import contextmanager

from django.db import connection, connections, transaction


@contextmanager
def meanwhile(call):
    """Run the body in a transaction; `call` begins in it, on another connection, and waits for its end."""
    failures = []

    def run():
        try:
            call()
        except Exception as error:  # noqa: BLE001 - handed to the test
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        while thread.is_alive() and not somebody_waits():
            thread.join(timeout=0.02)
        assert thread.is_alive(), failures
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert failures == []


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]
