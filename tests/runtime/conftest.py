"""The launcher lives outside the portal's packages, as it runs before any is installed."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "script"
sys.path.insert(0, str(SCRIPT))


@pytest.fixture
def hangul_folder(tmp_path) -> Path:
    """A folder whose path needs care: a space and Hangul, and open to the account that runs PostgreSQL."""
    folder = tmp_path / "소통 시험"
    folder.mkdir()
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)
    return folder
