"""A Chromium and a Korean font for the browser tests."""

import os
import shutil
import subprocess
from pathlib import Path

from launcher import children
from launcher.environment import base_environment
from launcher.places import LOGS
from launcher.report import Refusal, step

# The first is Chromium without windows: it opens a page in two thirds of the time.
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
FONT = "fonts-nanum"
BY_HAND = (
    f"Install them (Debian, Ubuntu: sudo apt-get install chromium {FONT}; "
    "Fedora: sudo dnf install chromium google-noto-sans-cjk-fonts), or name a Chromium in SOTONG_CHROMIUM."
)


def find() -> str:
    """The path of a Chromium, installed first where we may. Raises Refusal saying what to install."""
    chosen = os.environ.get("SOTONG_CHROMIUM", "")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise Refusal(f"SOTONG_CHROMIUM names {chosen}, which is not a program.")
        return chosen
    if _chromium() is None or not _has_korean_font():
        _install()
    if path := _chromium():
        return path
    raise Refusal(f"the browser tests need Chromium and a Korean font. {BY_HAND}")


def _chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _has_korean_font() -> bool:
    lister = shutil.which("fc-list")
    if lister:
        return bool(subprocess.run([lister, ":lang=ko"], capture_output=True).stdout.strip())
    return any(Path("/usr/share/fonts").rglob("Nanum*"))


def _install() -> None:
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise Refusal(f"the browser tests need Chromium and a Korean font. {BY_HAND}")
    failures = {"apt-get": f"apt-get could not install Chromium and {FONT}. {BY_HAND}"}
    with step(f"Installing Chromium and {FONT}"):
        _apt_get([*prefix, "apt-get", "update"], failures)
        packages = [_package(), FONT]
        _apt_get([*prefix, "apt-get", "install", "--yes", "--no-install-recommends", *packages], failures)


def _apt_get(command: list[str], failures: dict[str, str]) -> None:
    verb = next(word for word in command if word in ("update", "install"))
    environment = base_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    log = LOGS / f"setup-apt-{verb}.log"
    children.finish([children.start("apt-get", command, log, env=environment)], failures)


def _package() -> str:
    """Not every distribution has Chromium without windows."""
    known = subprocess.run(["apt-cache", "show", NAMES[0]], capture_output=True).returncode == 0
    return NAMES[0] if known else "chromium"


def _as_root() -> list[str] | None:
    """How to run a command as root without being asked for a password; None when we cannot."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None
