"""A private Valkey (or Redis): loopback only, a random password."""

import os
import secrets
import time
from pathlib import Path

from launcher import children
from launcher.ports import LOOPBACK, answers, free_port
from launcher.programs import valkey_server
from launcher.report import Refusal, end_of

READY_SECONDS = 20
START_ATTEMPTS = 3
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
daemonize no
maxmemory-policy noeviction
save {save}
"""


def start(folder: Path, *, throw_away: bool) -> tuple[children.Child, str]:
    """Start the server that keeps its data in `folder`. Returns the process and its URL; raises Refusal."""
    program = valkey_server()
    for _attempt in range(START_ATTEMPTS):
        port, password = free_port(), secrets.token_hex(24)
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(
                host=LOOPBACK, port=port, password=password, save='""' if throw_away else "300 1"
            )
        )
        server = children.start(
            "Valkey",
            # The data goes to the working folder, so no path has to be quoted in the configuration.
            [program, configuration.name],
            folder / "server.log",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            cwd=folder,
        )
        if _becomes_ready(server, port):
            return server, f"redis://:{password}@{LOOPBACK}:{port}/0"
        children.stop([server])
    raise Refusal(f"the private Valkey did not start:{end_of(server.log)}")


def _becomes_ready(server: children.Child, port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not server.ended:
        if answers(port):
            return True
        time.sleep(children.POLL_SECONDS)
    return False
