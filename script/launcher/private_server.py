"""The user's side of a private server: share a running one or have it started, and leave it as found."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from launcher.locks import Lock
from launcher.places import ROOT
from launcher.report import Refusal

POLL_SECONDS = 0.05
END_SECONDS = 40


class PrivateServer:
    """A share in the private server of one kind (`postgres` or `valkey`) that lives in one folder."""

    def __init__(self, kind: str, folder: Path, *, throw_away: bool = False):
        folder.mkdir(parents=True, exist_ok=True)
        self.kind = kind
        self.folder = folder
        self.throw_away = throw_away
        self._turn = Lock(folder / "turn.lock")
        self._users = Lock(folder / "users.lock")
        self._guardian = Lock(folder / "guardian.lock")
        self._starting: subprocess.Popen | None = None

    def begin(self) -> None:
        """Take a share and have the server started when it is down; `url` waits for it."""
        self._turn.take()
        self._users.take(shared=True)
        if self._guardian_lives():
            return
        command = [sys.executable, "-B", "-X", "utf8", os.fspath(ROOT / "script" / "launcher"), "guardian"]
        command += [self.kind, os.fspath(self.folder)] + (["--throw-away"] if self.throw_away else [])
        with (self.folder / "guardian.log").open("wb") as log:
            self._starting = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )

    def url(self) -> str:
        """Where the server listens. Raises Refusal when it could not be started."""
        try:
            if self._starting is None:
                return (self.folder / "url").read_text()
            line = self._starting.stdout.readline()
            answer = json.loads(line) if line else {"refusal": f"see {self.folder / 'guardian.log'}"}
            if "refusal" in answer:
                raise Refusal(answer["refusal"])
            return answer["url"]
        finally:
            self._turn.release()

    @property
    def lives(self) -> bool:
        return self._guardian_lives()

    def leave(self) -> None:
        """Give the share back; the last to leave waits until the server has ended."""
        self._turn.take()
        self._users.release()
        if self._users.try_take() or not self._users.try_take(shared=True):
            # Nobody else holds a share, or the guardian is already ending the server.
            self._users.release()
            self._wait_for_the_end()
        self._users.release()
        self._turn.release()

    def _guardian_lives(self) -> bool:
        if self._guardian.try_take(shared=True):
            self._guardian.release()
            return False
        return True

    def _wait_for_the_end(self) -> None:
        if self._starting:
            self._starting.wait(END_SECONDS)
        deadline = time.monotonic() + END_SECONDS
        while self._guardian_lives() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
