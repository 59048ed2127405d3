"""Steps that make a checkout ready to run; each is skipped when nothing changed."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from launcher import children, packages
from launcher.environment import base_environment
from launcher.locks import one_at_a_time
from launcher.places import LOGS, NODE_MODULES, ROOT, RUN, VAR, VENV_PYTHON, make_folders
from launcher.private_server import PrivateServer
from launcher.report import step
from launcher.stamps import Stamp, files_under, fingerprint

APPS = (ROOT / "portal", ROOT / "enrollment", ROOT / "notices")
BUILD_ASSETS = ROOT / "script" / "build-assets"
MIGRATED = VAR / "postgres" / "migrated"
STEPS = Path(__file__).with_name("django_steps.py")
FAILURES = {
    "assets": "script/build-assets failed:",
    "translations": "the translations could not be compiled:",
    "static files": "the static files could not be collected:",
    "migrations": "the new database could not be prepared:",
    "database": "the database could not be prepared; the lines above say why.",
}


@contextmanager
def set_up(*, tests: bool = False, front_end: bool = True):
    """Install packages with the set-up to ourselves; further steps may go inside."""
    make_folders()
    with one_at_a_time(RUN / "setup.lock", "Another start is setting up this checkout; waiting for it ..."):
        packages.install(tests=tests, front_end=front_end)
        if front_end:
            _build_assets()
        yield


@contextmanager
def servers(folder: Path, *, throw_away: bool = False):
    """The URLs (database, broker) to use: those from the environment, else of private servers in `folder`."""
    database_url = os.environ.get("DATABASE_URL", "").strip()
    redis_url = os.environ.get("REDIS_URL", "").strip()
    database = None if database_url else PrivateServer("postgres", folder / "postgres", throw_away=throw_away)
    broker = None if redis_url else PrivateServer("valkey", folder / "valkey", throw_away=throw_away)
    private = [server for server in (database, broker) if server]
    try:
        # Both start side by side, then both are waited for.
        for server in private:
            server.begin()
        yield (
            database.url() if database else database_url,
            broker.url() if broker else redis_url,
            private,
        )
    finally:
        for server in private:
            server.leave()


def translations() -> None:
    """Compile the translations for the tests, which need no collected static files."""
    stamp = Stamp(RUN / "translations.stamp", fingerprint(_catalogues()))
    if not stamp.is_fresh or not _all_compiled():
        _run("translations", [VENV_PYTHON, STEPS, "translations"], base_environment())
        stamp.set()


def database_and_static_files(environment: dict[str, str], *, demo: bool) -> dict:
    """Migrate and load the demo programme while the static files are collected.

    Returns what the portal says of itself: `queues` and the text of the demo `accounts`.
    """
    stamp = Stamp(RUN / "static.stamp", fingerprint(_static_sources(), packages.python_fingerprint()))
    is_collected = stamp.is_fresh and (VAR / "static" / "staticfiles.json").exists() and _all_compiled()
    result = RUN / f"database-{os.getpid()}.json"
    jobs = []
    try:
        with step("Preparing the database" + ("" if is_collected else " and collecting static files")):
            if not is_collected:
                log = LOGS / "setup-static-files.log"
                jobs.append(
                    children.start("static files", [VENV_PYTHON, STEPS, "static"], log, env=environment)
                )
            command = [VENV_PYTHON, STEPS, "database", *(["--demo"] if demo else []), result]
            jobs.append(children.start("database", command, None, env=environment))
            children.finish(jobs, FAILURES)
        stamp.set()
        _note_migrated()
        return json.loads(result.read_text(encoding="utf-8"))
    finally:
        children.stop(jobs)
        result.unlink(missing_ok=True)


def migrate_new_database(environment: dict[str, str]) -> None:
    """Give a private database that nobody has used yet its tables; leave every other to its owner."""
    if MIGRATED.exists() or os.environ.get("DATABASE_URL"):
        return
    with step("Preparing the new database"):
        command = [VENV_PYTHON, ROOT / "manage.py", "migrate", "--no-input"]
        log = LOGS / "setup-migrate.log"
        children.finish([children.start("migrations", command, log, env=environment)], FAILURES)
    _note_migrated()


def _note_migrated() -> None:
    if not os.environ.get("DATABASE_URL"):
        MIGRATED.touch()


def _static_sources() -> list[Path]:
    return files_under(ROOT / "static") + [ROOT / "package-lock.json", BUILD_ASSETS, *_catalogues()]


def _build_assets() -> None:
    wanted = fingerprint([BUILD_ASSETS, NODE_MODULES / ".sotong"], str(NODE_MODULES))
    stamp = Stamp(RUN / "assets.stamp", wanted)
    if not stamp.is_fresh or not (VAR / "assets").exists():
        with step("Building front-end assets"):
            _run("assets", [VENV_PYTHON, BUILD_ASSETS], base_environment())
        stamp.set()


def _catalogues() -> list[Path]:
    return files_under(*APPS, pattern="*.po")


def _all_compiled() -> bool:
    return all(catalogue.with_suffix(".mo").exists() for catalogue in _catalogues())


def _run(name: str, command: list, environment: dict[str, str]) -> None:
    log = LOGS / f"setup-{name.replace(' ', '-')}.log"
    children.finish([children.start(name, command, log, env=environment)], FAILURES)
