"""Processes that must not outlive the launcher, not even when it is killed outright."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from launcher.places import ROOT
from launcher.report import Refusal, end_of

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process with a name to speak of it and a log to show when it fails."""

    name: str
    process: subprocess.Popen
    log: Path | None
    end_signal: signal.Signals = signal.SIGTERM

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None


def start(
    name: str,
    command: Sequence[str | Path],
    log: Path | None,
    *,
    env: dict[str, str],
    cwd: Path = ROOT,
    end_signal: signal.Signals = signal.SIGTERM,
    account=None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start a process in a group of its own, writing to a log, or to our own output when that is None.

    Raises Refusal when the program cannot be run.
    """
    identity = account.popen_arguments() if account else {}
    try:
        with log.open("wb") if log else nullcontext() as output:
            process = subprocess.Popen(
                [os.fspath(part) for part in command],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid(), end_signal),
                pass_fds=pass_fds,
                **identity,
            )
    except OSError as error:
        raise Refusal(f"cannot run {command[0]}: {error.strerror}") from error
    return Child(name, process, log, end_signal)


def stop(children: Iterable[Child], grace_seconds: float = 10) -> None:
    """Ask all to end at once, wait, then kill what is left of each group."""
    children = list(children)
    for child in children:
        if not child.ended:
            child.process.send_signal(child.end_signal)
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline and not all(child.ended for child in children):
        time.sleep(POLL_SECONDS)
    for child in children:
        _kill_group(child.process.pid)
        child.process.wait()


def finish(children: Sequence[Child], failures: dict[str, str]) -> None:
    """Wait until every set-up step is over; they run side by side.

    Raises Refusal for the first that failed, with the hint of `failures` by name and the end of its log.
    """
    failed = None
    try:
        while failed is None and not all(child.ended for child in children):
            time.sleep(POLL_SECONDS)
            failed = next((child for child in children if child.process.poll()), None)
    finally:
        stop(children, grace_seconds=2)
    if failed:
        raise Refusal(failures[failed.name] + end_of(failed.log))


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _die_with_parent(parent: int, end_signal: signal.Signals):
    if _libc is None:
        return None

    def prepare():
        _libc.prctl(PR_SET_PDEATHSIG, int(end_signal))
        if os.getppid() != parent:
            os._exit(1)

    return prepare
