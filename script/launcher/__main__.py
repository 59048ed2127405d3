"""Entry point of the commands in script/."""

import importlib
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from launcher.report import Refusal  # noqa: E402
from launcher.signals import Stopped  # noqa: E402

COMMANDS = ("server", "manage", "test", "bench", "messages", "screenshots", "guardian")


def main() -> int:
    command, arguments = sys.argv[1], sys.argv[2:]
    if command not in COMMANDS:
        raise SystemExit(f"unknown command {command}; use one of {', '.join(COMMANDS)}")
    try:
        return importlib.import_module(f"launcher.{command}").main(arguments)
    except Refusal as refusal:
        print(f"script/{command}: {refusal}", file=sys.stderr, flush=True)
        return 1
    except (Stopped, KeyboardInterrupt):
        return 130


if __name__ == "__main__":
    sys.exit(main())
