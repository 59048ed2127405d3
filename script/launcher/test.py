"""script/test: set everything up and run the test suite on servers of its own."""

import os
import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from launcher import browser, postgres, preparation
from launcher.environment import portal_environment
from launcher.locks import Lock
from launcher.places import LATER_START_MIB, ROOT, VAR, VENV_PYTHON, check_room, make_folders
from launcher.report import say
from launcher.signals import stop_on_signals

PYTEST_FOUND_NOTHING = 5
MOST_SIDE_BY_SIDE = 4


def main(arguments: list[str]) -> int:
    """Arguments go to pytest, which runs in the checkout; returns its exit code.

    Without any, the files of the suite are spread over the processors.
    """
    stop_on_signals()
    make_folders()
    chromium = browser.find()
    with preparation.set_up(tests=True):
        preparation.translations()
    check_room(VAR, LATER_START_MIB)
    with throw_away_folder() as folder, preparation.servers(folder, throw_away=True) as urls:
        environment = portal_environment("test", *urls[:2], SOTONG_CHROMIUM=chromium)
        environment["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        code = _run([VENV_PYTHON, "-m", "pytest", *(arguments or _side_by_side())], environment)
    if code == PYTEST_FOUND_NOTHING:
        say("script/test: no test matched these arguments, so nothing was proved.")
    return code


def _side_by_side() -> list[str]:
    # One more than processors: many tests wait for a browser, a server or a killed worker.
    processes = min((os.cpu_count() or 1) + 1, MOST_SIDE_BY_SIDE)
    spread = ["--numprocesses", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]
    return spread if processes > 1 else []


def _run(command: list, environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        code = process.wait()
    finally:
        process.terminate()
        process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def throw_away_folder():
    """A folder for this run alone: runs never share a server. Sweeps those of runs that were killed."""
    _sweep()
    folder = VAR / f"test-{secrets.token_hex(4)}"
    folder.mkdir()
    mine = Lock(folder / "run.lock")
    mine.take()
    try:
        yield folder
    finally:
        _remove(folder)
        mine.close()


def _sweep() -> None:
    for folder in VAR.glob("test-*"):
        lock = Lock(folder / "run.lock")
        if lock.try_take():
            _remove(folder)
        lock.close()


def _remove(folder: Path) -> None:
    postgres.remove_data(folder / "postgres")
    shutil.rmtree(folder)
