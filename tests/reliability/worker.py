"""A real worker in a process of its own: the test database, the real broker, the servers of the test."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    """Local settings with the keys of this test run, so that worker and test read the same rows."""
    database = connection.settings_dict
    keys = ",".join(
        f"{name}:{base64.b64encode(key).decode()}" for name, key in settings.FIELD_ENCRYPTION_KEYS
    )
    user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return os.environ | {
        "SOTONG_ENV": "local",
        "DATABASE_URL": f"postgres://{user}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_ENCRYPTION_KEYS": keys,
        "BLIND_INDEX_KEY": base64.b64encode(settings.BLIND_INDEX_KEY).decode(),
        "EVIDENCE_KEY": base64.b64encode(settings.EVIDENCE_KEY).decode(),
        "SITE_URL": settings.SITE_URL,
        "EMAIL_URL": settings.EMAIL_URL,
        "SMS_URL": settings.SMS_URL,
        "OUTBOX_DIR": str(settings.OUTBOX_DIR),
    }


@contextmanager
def worker(*queues: str, log: Path):
    """Yields the process; it leads a group of its own, which is killed in the end whatever it does."""
    command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--queues", ",".join(queues)]
    command += ["--concurrency", "1", "--loglevel", "INFO"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """As a power cut: the worker and its children end without another instruction."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def wait_for(condition: Callable[[], bool], seconds: float, log: Path) -> None:
    """Look again and again until something holds; fails with the end of the worker's log."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {seconds} s:\n{log.read_text()[-3000:]}")
        time.sleep(0.002)
