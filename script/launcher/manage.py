"""script/manage: run a management command against the database of script/server."""

import signal
import subprocess
import sys

from launcher import preparation
from launcher.environment import portal_environment
from launcher.local_services import LocalServices
from launcher.places import ROOT, VAR, VENV_PYTHON
from launcher.report import say_on
from launcher.signals import stop_on_signals

HELP = """\
usage: script/manage COMMAND [ARGUMENT ...]

Run a Django management command against the database of script/server. The private database and broker are
started when they are down, and left as found. `script/manage help` lists the commands.
"""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(HELP, end="")
        return 0 if arguments else 2
    # The command's own output may be piped into a file: progress goes to standard error.
    say_on(sys.stderr)
    stop_on_signals()
    with preparation.set_up(front_end=False):
        pass
    with preparation.servers(VAR) as (database_url, redis_url, _private):
        variables = LocalServices.running().variables()
        environment = portal_environment("local", database_url, redis_url, **variables)
        preparation.migrate_new_database(environment)
        return _run([VENV_PYTHON, ROOT / "manage.py", *arguments], environment)


def _run(command: list, environment: dict[str, str]) -> int:
    """Run in the foreground with our terminal; the command decides what signals mean."""
    process = subprocess.Popen(command, env=environment)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: process.send_signal(received))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = process.wait()
    return code if code >= 0 else 128 - code
