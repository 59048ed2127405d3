"""Real worker processes of the portal on the bench's database, and what they cost."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from portal.celery import QUEUES
from tests.bench import figures
from tests.bench.figures import session_pids, until
from tests.reliability.worker import ROOT, environment, kill


@dataclass
class Cost:
    """Processor seconds of application and database, and statements, so far."""

    application: float
    database: float
    statements: int

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(
            self.application - other.application,
            self.database - other.database,
            self.statements - other.statements,
        )


class Workers:
    """The processes of one or more Celery workers."""

    def __init__(self, folder: Path):
        self.processes: list[subprocess.Popen] = []
        self._folder = folder
        self._statements = folder / "statements"
        self._statements.touch()

    def start(self, queue: str, *, concurrency: int, pool: str = "prefork", **variables: str) -> None:
        log = self._folder / f"{queue}-{len(self.processes)}.log"
        command = [sys.executable, "-m", "tests.bench.counted_worker", "worker", "--queues", queue]
        command += ["--concurrency", str(concurrency), "--pool", pool, "--loglevel", "INFO"]
        command += ["--hostname", f"{queue}{len(self.processes)}@bench"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        env = environment() | {"STATEMENTS_FILE": str(self._statements)} | variables
        with log.open("wb") as output:
            self.processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
                )
            )
        try:
            until(lambda: " ready." in log.read_text(errors="replace"), 60, "the worker did not start")
        except TimeoutError as error:
            raise TimeoutError(log.read_text(errors="replace")[-2000:]) from error

    def pids(self) -> list[int]:
        return [pid for process in self.processes for pid in session_pids(process.pid)]

    def cost(self) -> Cost:
        """Of the workers, this process (which cuts and rings) and every connection to this database.

        A worker renews its connection every few minutes: what ended counts too, as do the database's own
        helpers that came and went meanwhile.
        """
        application = figures.processor_seconds([*self.pids(), os.getpid()])
        backends = _backends()
        ended = figures.children_seconds(figures.parent_of(backends[0]))
        database = figures.processor_seconds(backends) + ended
        return Cost(application, database, self._statements.stat().st_size)

    def watch_memory(self) -> None:
        figures.memory_peaks_from_now_on(self.pids())

    def peak_memory_mb(self) -> float:
        return max(figures.peak_memory_mb(pid) for pid in self.pids())


def _backends() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


@contextmanager
def workers() -> Iterator[Workers]:
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete(*QUEUES)
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as folder:
        running = Workers(Path(folder))
        try:
            yield running
        finally:
            for process in running.processes:
                kill(process)
            broker.delete(*QUEUES)
            broker.close()
