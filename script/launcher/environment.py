"""The environment handed to every process: configuration travels by environment variables only."""

import os
from pathlib import Path

from launcher.places import VAR, VENV

# A variable of the caller that would lead our Python elsewhere.
MISLEADING = (
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "DJANGO_SETTINGS_MODULE",
    "CELERY_APP",
    "GUNICORN_CMD_ARGS",
)


def base_environment() -> dict[str, str]:
    """The caller's environment with our virtual environment first."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment["VIRTUAL_ENV"] = os.fspath(VENV)
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment["PYTHONUTF8"] = "1"
    environment["PYTHONUNBUFFERED"] = "1"
    home = Path(os.environ.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        # sudo and containers leave a home of somebody else; pip and npm want a cache of their own.
        environment["HOME"] = os.fspath(VAR / "home")
        (VAR / "home").mkdir(exist_ok=True)
    return environment


def portal_environment(mode: str, database_url: str, redis_url: str, **more: str) -> dict[str, str]:
    """The environment of the portal's own processes; what the caller configured is kept."""
    environment = base_environment()
    environment |= {
        "SOTONG_ENV": mode,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }
    for name, value in more.items():
        environment[name] = os.environ.get(name, "").strip() or value
    return environment
