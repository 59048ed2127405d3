"""What all benches share: their options, and figures printed for people and written for machines."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from django.db import connection

TICKS_A_SECOND = 100
"""Of /proc/PID/stat."""


def options(name: str, what: str, *, recipients: int, **more: int) -> argparse.ArgumentParser:
    """The options every bench has, and whole numbers of its own by name and default."""
    parser = argparse.ArgumentParser(prog=f"script/bench {name}", description=what)
    parser.add_argument("--recipients", type=int, default=recipients)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    for option, default in more.items():
        parser.add_argument(f"--{option}", type=int, default=default)
    return parser


def rounds(count: int, contest: Callable[[int], dict]) -> list[dict]:
    """What `contest(number)` measured in each of several rounds: all contestants run in every one."""
    found = []
    for number in range(1, count + 1):
        say(f"Round {number} of {count}")
        found.append(contest(number))
    return found


def middle(found: list[dict], name: str) -> float:
    """The median of a figure over the rounds."""
    return median(one[name] for one in found)


def ratio(found: list[dict], name: str, beside: str) -> float:
    """The median of ratios, each taken within a round: a slow minute of the machine slows both."""
    return median(one[name] / one[beside] for one in found)


def report(figures: dict, file: str | None) -> None:
    """Print the figures, and beside them how durable the database was that they were measured on."""
    figures = figures | durability()
    for name, value in figures.items():
        if isinstance(value, str):
            shown = f"{value:>14}"
        else:
            shown = f"{value:>14,.3f}" if isinstance(value, float) else f"{value:>14,}"
        sys.stdout.write(f"{name:44} {shown}\n")
    if file:
        Path(file).write_text(json.dumps(figures, indent=1), encoding="utf-8")


def durability() -> dict[str, str]:
    """What a commit of the measured database costs: without these settings it would be free."""
    found = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            [found[f"database_{name}"]] = cursor.fetchone()
    return found


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def timed(work: Callable) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Looks seldom, so that looking costs nothing of what is measured."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def processor_seconds(pids) -> float:
    """Processor time, user and system, that processes have used until now; ended ones count nothing."""
    return sum(_ticks(pid, 11, 12) for pid in pids) / TICKS_A_SECOND


def children_seconds(pid: int) -> float:
    """Processor time of the ended children of a process."""
    return _ticks(pid, 13, 14) / TICKS_A_SECOND


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _ticks(pid: int, user: int, system: int) -> int:
    try:
        fields = _stat(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[user]) + int(fields[system])


def _stat(pid: int) -> list[str]:
    """What follows the name of the process: see proc_pid_stat(5), counted from its third field."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def session_pids(leader: int) -> list[int]:
    """The processes of the session that `leader` began."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return found


def peak_memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def memory_peaks_from_now_on(pids) -> None:
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
