"""What the launcher says while it works."""

import sys
import time
from contextlib import contextmanager
from pathlib import Path

_started = time.monotonic()
_stream = sys.stdout


class Refusal(Exception):
    """Work cannot go on. The message says what is missing and how to get it; no traceback is shown."""


def say_on(stream) -> None:
    """Send progress elsewhere: script/manage keeps standard output for the command."""
    global _stream
    _stream = stream


def say(text: str = "") -> None:
    print(text, file=_stream, flush=True)


@contextmanager
def step(text: str):
    """Announce a step with the seconds since the start, then how long it took."""
    began = time.monotonic()
    say(f"[{began - _started:6.1f} s] {text} ...")
    yield
    say(f"[{time.monotonic() - _started:6.1f} s] {text}: done in {time.monotonic() - began:.1f} s")


def end_of(log: Path | None, lines: int = 15) -> str:
    """The last lines of a log file as a paragraph for a message, with the place of the whole."""
    if log is None or not log.exists():
        return ""
    last = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()[-lines:]
    return "".join(f"\n    {line}" for line in last) + f"\n    (all of it: {log})"
