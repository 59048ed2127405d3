"""script/screenshots: photograph the main pages of a running portal for the README."""

import os
import subprocess

from launcher import browser, preparation
from launcher.places import ROOT, VENV_PYTHON, make_folders
from launcher.report import say

HELP = """\
usage: script/screenshots [ADDRESS]

Photograph the main pages of the demonstration that script/server runs at ADDRESS (http://127.0.0.1:8000 when
left out) into docs/images/. It signs in with the demonstration accounts and changes nothing.
"""


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help"):
        print(HELP, end="")
        return 0
    address = arguments[0] if arguments else "http://127.0.0.1:8000"
    make_folders()
    chromium = browser.find()
    with preparation.set_up(tests=True):
        pass
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    say(f"Photographing {address} into {folder.relative_to(ROOT)}")
    camera = ROOT / "script" / "launcher" / "camera.py"
    return subprocess.run(
        [VENV_PYTHON, camera, address, folder], env={**os.environ, "SOTONG_CHROMIUM": chromium}, check=False
    ).returncode
