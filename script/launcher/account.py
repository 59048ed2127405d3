"""PostgreSQL refuses to run as root, so root lends it an unprivileged account that owns only its data."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.report import Refusal

CANDIDATES = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """A system account to run a program as."""

    name: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, program: Path) -> bool:
        """Whether the account reaches and runs a program; tried for real, as folders above may be closed."""
        return self._succeeds([os.fspath(program), "--version"])

    def can_enter(self, folder: Path) -> bool:
        """Whether the account reaches a folder through all the folders above it."""
        return self._succeeds(["/bin/sh", "-c", 'cd -- "$0"', os.fspath(folder)])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, timeout=20, **self.popen_arguments())
        except OSError:
            return False
        return done.returncode == 0


def unprivileged_account() -> Account | None:
    """The account for PostgreSQL when we are root, None for an ordinary user. Raises Refusal without one."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(name, entry.pw_uid, entry.pw_gid)
        if account.can_enter(Path("/")):
            return account
    raise Refusal(
        "PostgreSQL does not run as root and no other account can be used here. "
        "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )
