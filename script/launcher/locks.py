"""File locks. The system drops them when a process dies however it dies, so none is ever stale."""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

from launcher.report import say


class Lock:
    """An flock on a file, shared by many or exclusive to one."""

    def __init__(self, path: Path):
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, *, shared: bool = False) -> None:
        """Wait for the lock."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def try_take(self, *, shared: bool = False) -> bool:
        """Take the lock if that needs no waiting."""
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._descriptor)


@contextmanager
def one_at_a_time(path: Path, waiting: str = ""):
    """Hold an exclusive lock; say `waiting` when somebody else has it."""
    lock = Lock(path)
    try:
        if not lock.try_take():
            if waiting:
                say(waiting)
            lock.take()
        yield
    finally:
        lock.close()
