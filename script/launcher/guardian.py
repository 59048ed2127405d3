"""One guardian process keeps one private server alive for exactly as long as somebody uses it.

Users hold a shared lock on `users.lock`; the guardian waits for the exclusive one. It gets it when the last
user has left, in whatever way that user died, and then ends its server. Nobody needs to clean up.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from launcher import children, postgres, valkey
from launcher.locks import Lock
from launcher.report import Refusal
from launcher.signals import Stopped, ignore_signals, stop_on_signals

KINDS = {"postgres": postgres, "valkey": valkey}
WATCH_SECONDS = 0.5


def main(arguments: list[str]) -> int:
    """Run as `launcher guardian KIND FOLDER [--throw-away]`; answers with one line of JSON."""
    kind, folder = arguments[0], Path(arguments[1])
    own = Lock(folder / "guardian.lock")
    if url := _wait_for_the_place(own, folder):
        _answer({"url": url})
        return 0
    server = None
    try:
        stop_on_signals()
        server, url = KINDS[kind].start(folder, throw_away="--throw-away" in arguments)
        _write_url(folder, url)
        _answer({"url": url})
        _wait_for_the_last_user(folder, server)
    except Refusal as refusal:
        _answer({"refusal": str(refusal)})
        return 1
    except Stopped:
        return 0
    finally:
        ignore_signals()
        (folder / "url").unlink(missing_ok=True)
        if server:
            children.stop([server], grace_seconds=30)
    return 0


def _wait_for_the_place(own: Lock, folder: Path) -> str:
    """Become the guardian, or return the URL of the server of one that somebody else started meanwhile."""
    while not own.try_take():
        if (folder / "url").exists():
            return (folder / "url").read_text()
        time.sleep(children.POLL_SECONDS)
    return ""


def _wait_for_the_last_user(folder: Path, server: children.Child) -> None:
    users = Lock(folder / "users.lock")
    waiting = threading.Thread(target=users.take, daemon=True)
    waiting.start()
    while waiting.is_alive() and not server.ended:
        waiting.join(WATCH_SECONDS)


def _write_url(folder: Path, url: str) -> None:
    path = folder / "url"
    path.touch(mode=0o600)
    path.write_text(url)


def _answer(message: dict) -> None:
    """Tell whoever started the guardian, and close the pipe so that it does not wait for more."""
    try:
        print(json.dumps(message), flush=True)
    except BrokenPipeError:
        return
    finally:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, sys.stdout.fileno())
