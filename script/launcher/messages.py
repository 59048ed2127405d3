"""script/messages: bring the English catalogue in line with the Korean text of the sources."""

import subprocess
from pathlib import Path

from launcher import preparation
from launcher.environment import base_environment
from launcher.places import ROOT, VENV_PYTHON

HELP = """\
usage: script/messages

Gather the Korean text of Python sources and templates into portal/locale/en/LC_MESSAGES/django.po. New
messages come without English text and are listed: write it and run script/messages again. Ends with 1 while
some lack it.
"""


def main(arguments: list[str]) -> int:
    if arguments:
        print(HELP, end="")
        return 0 if arguments[0] in ("-h", "--help") else 2
    with preparation.set_up(front_end=False):
        command = [VENV_PYTHON, Path(__file__).with_name("catalogue.py")]
        return subprocess.run(command, cwd=ROOT, env=base_environment()).returncode
