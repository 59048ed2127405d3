"""What all benches share: their options, and figures printed for people and written for machines."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

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


def report(figures: dict, file: str | None) -> None:
    for name, value in figures.items():
        if isinstance(value, int | float):
            shown = f"{value:>14,.3f}" if isinstance(value, float) else f"{value:>14,}"
            sys.stdout.write(f"{name:34} {shown}\n")
    if file:
        Path(file).write_text(json.dumps(figures, indent=1), encoding="utf-8")


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
    return sum(_ticks(pid) for pid in pids) / TICKS_A_SECOND


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = text.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


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
