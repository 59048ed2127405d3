"""A private PostgreSQL: loopback only, one database, a random password."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from launcher import children
from launcher.ports import LOOPBACK, free_port
from launcher.postgres_home import Installation, elsewhere, installation_for
from launcher.report import Refusal, end_of

NAME = "sotong"
READY_SECONDS = 60
START_ATTEMPTS = 3
PLAIN_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
COMMON_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "jit": "off",
    # Containers often have 64 MB of shared memory, too little for parallel plans.
    "max_parallel_workers_per_gather": "0",
    # A claim that is lost when the server dies would be sent twice.
    "synchronous_commit": "on",
    "log_timezone": "UTC",
    # A refused row would be written into the log in full, with its names and addresses.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROW_AWAY_OPTIONS = {"fsync": "off", "full_page_writes": "off"}


def start(folder: Path, *, throw_away: bool) -> tuple[children.Child, str]:
    """Start the server that keeps its data for `folder`, creating it when new.

    Returns the process and its URL. Raises Refusal when it does not come up.
    """
    installation = installation_for(folder)
    password = _password(folder)
    if not (installation.data / "PG_VERSION").exists():
        _create(installation, password)
    _clear_stale_lock(installation.data)
    for _attempt in range(START_ATTEMPTS):
        port = free_port()
        server = _launch(installation, port, folder / "server.log", throw_away)
        if _becomes_ready(server, installation.data):
            _ensure_database(installation, port, password)
            return server, f"postgres://{NAME}:{password}@{LOOPBACK}:{port}/{NAME}"
        children.stop([server])
    raise Refusal(f"the private PostgreSQL did not start:{end_of(server.log)}")


def remove_data(folder: Path) -> None:
    """Delete the data that `start` keeps for `folder`, wherever it is."""
    if folder.exists():
        shutil.rmtree(elsewhere(folder), ignore_errors=True)
        shutil.rmtree(folder)


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24))
    return path.read_text()


def _create(installation: Installation, password: str) -> None:
    """Run initdb beside the final place and move it in whole: a broken-off start leaves nothing half made."""
    data, account = installation.data, installation.account
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password_file = data.with_name("password.new")
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if account:
        os.chown(draft, account.uid, account.gid)
        os.chown(password_file, account.uid, account.gid)
    try:
        _run(
            installation,
            "initdb",
            *(f"--pgdata={draft}", f"--username={NAME}", f"--pwfile={password_file}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )
    finally:
        password_file.unlink()
    if data.exists():
        shutil.rmtree(data)
    draft.rename(data)


def _launch(installation: Installation, port: int, log: Path, throw_away: bool) -> children.Child:
    options = COMMON_OPTIONS | (THROW_AWAY_OPTIONS if throw_away else {}) | {"port": str(port)}
    command = [installation.programs / "postgres", "-D", installation.data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return children.start(
        "PostgreSQL",
        command,
        log,
        env=PLAIN_ENVIRONMENT,
        cwd=Path("/"),
        # SIGINT is a fast shutdown; SIGTERM would wait for every client to leave.
        end_signal=signal.SIGINT,
        account=installation.account,
    )


def _becomes_ready(server: children.Child, data: Path) -> bool:
    """The server writes `ready` into the eighth line of its lock file."""
    deadline = time.monotonic() + READY_SECONDS
    lock_file = data / "postmaster.pid"
    while time.monotonic() < deadline and not server.ended:
        lines = lock_file.read_text().splitlines() if lock_file.exists() else []
        if len(lines) >= 8 and lines[0] == str(server.process.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(children.POLL_SECONDS)
    return False


def _ensure_database(installation: Installation, port: int, password: str) -> None:
    marker = installation.data / "database-created"
    if marker.exists():
        return
    connection = (f"--host={LOOPBACK}", f"--port={port}", f"--username={NAME}", "--no-password")
    _run(installation, "createdb", *connection, NAME, password=password, accept="already exists")
    marker.touch()


def _run(
    installation: Installation, program: str, *arguments: str, password: str = "", accept: str = ""
) -> None:
    identity = installation.account.popen_arguments() if installation.account else {}
    done = subprocess.run(
        [installation.programs / program, *arguments],
        env=PLAIN_ENVIRONMENT | ({"PGPASSWORD": password} if password else {}),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        **identity,
    )
    if done.returncode and not (accept and accept in done.stderr):
        lines = "\n".join(f"    {line}" for line in (done.stderr or done.stdout).splitlines()[-10:])
        raise Refusal(f"{program} failed:\n{lines}")


def _clear_stale_lock(data: Path) -> None:
    """After a power cut the lock file may name a number that another program has by now.

    Only one guardian at a time comes here, so a live server on this data is a leftover: end it.
    """
    lock_file = data / "postmaster.pid"
    if not lock_file.exists():
        return
    pid = lock_file.read_text().partition("\n")[0]
    if pid.isdigit() and _works_in(pid, data):
        os.kill(int(pid), signal.SIGINT)
        deadline = time.monotonic() + READY_SECONDS
        while _works_in(pid, data) and time.monotonic() < deadline:
            time.sleep(children.POLL_SECONDS)
    lock_file.unlink(missing_ok=True)


def _works_in(pid: str, data: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    except OSError:
        return False
