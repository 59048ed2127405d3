"""Where the private PostgreSQL runs from and keeps its data.

That is the checkout, unless root starts it: then another account runs it, which may not be able to enter the
checkout. In that case data and programs go to a folder that it can enter.
"""

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, unprivileged_account
from launcher.locks import one_at_a_time
from launcher.programs import postgres_folder
from launcher.report import Refusal

# Not /var/tmp: systems tidy that up after a month.
READABLE_BY_ALL = Path("/var/lib/sotong")


@dataclass(frozen=True)
class Installation:
    """Which programs run, on which data, as whom."""

    programs: Path
    data: Path
    account: Account | None


def installation_for(folder: Path) -> Installation:
    """Programs, data and account for the server of `folder`. Raises Refusal when one cannot be had."""
    account = unprivileged_account()
    programs = postgres_folder()
    if account is None:
        return Installation(programs, folder / "data", None)
    home = folder
    home.chmod(0o711)
    if not account.can_enter(home):
        home = _own_folder(elsewhere(folder))
    if not account.can_run(programs / "postgres"):
        programs = _copy_programs(programs)
    return Installation(programs, home / "data", account)


def elsewhere(folder: Path) -> Path:
    """A place outside a checkout that only root may enter.

    It belongs to this folder at this path: a copy of the checkout, or a new one in its stead, gets another.
    """
    mark = folder / "mark"
    if not mark.exists():
        mark.write_text(secrets.token_hex(16))
    key = hashlib.sha256(mark.read_bytes() + os.fsencode(folder.resolve())).hexdigest()
    return READABLE_BY_ALL / f"data-{key[:16]}"


def _own_folder(place: Path) -> Path:
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    READABLE_BY_ALL.chmod(0o755)
    details = place.lstat()
    if place.is_symlink() or details.st_uid != os.geteuid():
        raise Refusal(f"{place} belongs to somebody else. Remove it and start again.")
    place.chmod(0o711)
    return place


def _copy_programs(programs: Path) -> Path:
    """Copy packaged PostgreSQL to where its account can read it; its libraries are found beside it."""
    package = programs.parents[1]
    key = hashlib.sha256(f"{package}:{package.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    place = READABLE_BY_ALL / f"postgres-{key}"
    _own_folder(place)
    with one_at_a_time(place / "copy.lock"):
        if not (place / "complete").exists():
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(package, place / package.name, symlinks=True, dirs_exist_ok=True)
            if libraries.exists():
                shutil.copytree(libraries, place / libraries.name, symlinks=True, dirs_exist_ok=True)
            _let_all_read(place)
            (place / "complete").touch()
    return place / package.name / programs.relative_to(package)


def _let_all_read(place: Path) -> None:
    for path in place.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
