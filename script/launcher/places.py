"""Where things live in the checkout, and whether there is room for them."""

import os
import shutil
from pathlib import Path

from launcher.report import Refusal

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOGS = VAR / "log"
RUN = VAR / "run"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
VENV_PYTHON = VENV / "bin" / "python"

MEBIBYTE = 1024 * 1024
FIRST_SETUP_MIB = 2000
LATER_START_MIB = 200


def make_folders() -> None:
    """Create var/ and its folders. Raises Refusal when the checkout cannot be written."""
    try:
        for folder in (VAR, LOGS, RUN):
            folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Refusal(f"cannot write in {ROOT}: {error.strerror}. Use a checkout that you own.") from error
    if not os.access(ROOT, os.W_OK) or not os.access(LOGS, os.W_OK) or not os.access(RUN, os.W_OK):
        raise Refusal(f"cannot write in {ROOT} or its var folder. Use a checkout that you own.")


def check_room(folder: Path, needed_mib: int) -> None:
    """Raises Refusal when the disk that holds `folder` has less than `needed_mib` MiB free."""
    free_mib = shutil.disk_usage(folder).free // MEBIBYTE
    if free_mib < needed_mib:
        raise Refusal(
            f"disk full: {folder} has {free_mib:,} MB free and {needed_mib:,} MB are needed. "
            "Free some space or use a checkout on another disk."
        )
