"""script/bench: set everything up and measure one part of the portal on a database of its own."""

import subprocess

from launcher import preparation
from launcher.environment import portal_environment
from launcher.places import LATER_START_MIB, ROOT, VAR, VENV_PYTHON, check_room, make_folders
from launcher.report import Refusal
from launcher.signals import stop_on_signals
from launcher.test import throw_away_folder

HELP = """\
usage: script/bench NAME [--recipients N] [--json FILE]

Measure one part of the portal on a database made for it and removed afterwards. Every figure stands beside
the bare work it rests on, measured in the same run: ratios can be compared between machines.
Ends with 1 when a figure is below its floor; script/bench NAME --help tells what else it takes. Names: %s
"""


def main(arguments: list[str]) -> int:
    names = sorted(path.stem.removeprefix("bench_") for path in (ROOT / "tests" / "bench").glob("bench_*.py"))
    if not arguments or arguments[0] in ("-h", "--help"):
        print(HELP % ", ".join(names), end="")
        return 0 if arguments else 2
    if arguments[0] not in names:
        raise Refusal(f"there is no bench {arguments[0]}; use one of: {', '.join(names)}")
    stop_on_signals()
    make_folders()
    with preparation.set_up(tests=True, front_end=False):
        pass
    check_room(VAR, LATER_START_MIB)
    # The servers keep what they commit, as those of the product do: only the folder is thrown away.
    with throw_away_folder() as folder, preparation.servers(folder) as urls:
        command = [VENV_PYTHON, "-m", "tests.bench", *arguments]
        environment = portal_environment("test", *urls[:2])
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
