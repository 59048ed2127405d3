"""What a campaign needs, each in processes of its own that may die at any moment and come back where they
were.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg2
import redis

from tests.reliability.worker import ROOT, kill, wait_for

sys.path.insert(0, str(ROOT / "script"))

from launcher import children, postgres, valkey  # noqa: E402
from launcher.account import unprivileged_account  # noqa: E402
from launcher.ports import answers, free_port  # noqa: E402

READY_SECONDS = 30


class Database:
    """A PostgreSQL of our own."""

    def __init__(self, folder: Path):
        self._folder = folder
        folder.mkdir()
        self._server, self.url = postgres.start(folder, throw_away=True)

    def crash(self) -> None:
        """Every process of the server at once: nobody is left to write anything down."""
        pid = self._server.process.pid
        for victim in (pid, *children_of(pid)):
            os.kill(victim, signal.SIGKILL)
        self._server.process.wait()

    def restart(self) -> None:
        self._server = children.start(
            "PostgreSQL",
            self._server.process.args,
            self._server.log,
            env=postgres.PLAIN_ENVIRONMENT,
            cwd=Path("/"),
            end_signal=signal.SIGINT,
            account=unprivileged_account(),
        )
        wait_for(self._takes_connections, READY_SECONDS, self._server.log)

    def remove(self) -> None:
        children.stop([self._server])
        postgres.remove_data(self._folder)

    def _takes_connections(self) -> bool:
        try:
            psycopg2.connect(self.url).close()
        except psycopg2.OperationalError:
            return False
        return True


class Broker:
    """A Valkey of our own, which forgets everything when it dies."""

    def __init__(self, folder: Path):
        self._folder = folder
        folder.mkdir()
        self._server, self.url = valkey.start(folder, throw_away=True)

    def crash(self) -> None:
        self._server.process.kill()
        self._server.process.wait()

    def restart(self) -> None:
        log = self._server.log
        self._server = children.start(
            "Valkey", self._server.process.args, log, env=postgres.PLAIN_ENVIRONMENT, cwd=self._folder
        )
        wait_for(self._takes_connections, READY_SECONDS, log)
        with redis.Redis.from_url(self.url) as broker:
            assert broker.dbsize() < 10, "the broker kept what it had"

    def remove(self) -> None:
        children.stop([self._server])

    def _takes_connections(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as broker:
                return broker.ping()
        except redis.RedisError:
            return False


class Server:
    """A mail server or SMS gateway: `python -m MODULE PORT ARGUMENTS`, always on the same port."""

    def __init__(self, module: str, log: Path, *arguments: str, environment: Callable[[], dict[str, str]]):
        self.port = free_port()
        self._module, self._arguments, self._log, self._environment = module, arguments, log, environment
        self._process: subprocess.Popen | None = None

    def start(self, *more: str) -> None:
        command = [sys.executable, "-m", f"tests.reliability.{self._module}", str(self.port)]
        self._process = run([*command, *self._arguments, *more], self._log, self._environment())
        wait_for(lambda: answers(self.port), READY_SECONDS, self._log)

    def crash(self) -> None:
        if self._process:
            kill(self._process)


def run(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen:
    """A process that leads a group of its own."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]
